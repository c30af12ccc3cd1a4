// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/header.css";
import "../styles/controls.css";
import "../styles/figures.css";
import "../styles/bars.css";
import "../styles/plots.css";
import "../styles/learn.css";
import { markScrollable } from "../ui/scrollable.ts";
import { LearnPage } from "./page.ts";

new LearnPage();
markScrollable(document.querySelectorAll(".formula"));
