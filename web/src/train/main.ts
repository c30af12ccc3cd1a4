// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/header.css";
import "../styles/controls.css";
import "../styles/train.css";
import "../styles/data.css";
import "../styles/chart.css";
import "../styles/gallery.css";
import "../styles/judge.css";
import { TrainPage } from "./page.ts";

new TrainPage();
