// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

"use client";

import { useEffect } from "react";
import { load } from "surprisal";

import { attempt } from "../answer_of.js";
import item from "../golden_case.js";

export default function Client({ fromServer }) {
  useEffect(() => {
    attempt(load, item).then((fromClient) => {
      document.body.dataset.answer = JSON.stringify({ fromServer, fromClient });
    });
  }, [fromServer]);
  return null;
}
