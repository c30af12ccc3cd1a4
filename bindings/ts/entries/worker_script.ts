// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What "surprisal/worker" starts a worker with, or a worker of the caller's imports: the one entry that does something when
// it is imported.

import { load } from "../index.ts";
import { serve } from "../worker/serve.ts";

serve(load);
