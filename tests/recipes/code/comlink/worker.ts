// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expose } from "comlink";
import { losses } from "./losses.js";

expose(losses);
