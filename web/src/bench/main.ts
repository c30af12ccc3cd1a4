// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/header.css";
import "../styles/controls.css";
import "../styles/results.css";
import "../styles/bench.css";
import { BenchPage } from "./page.ts";

new BenchPage();
