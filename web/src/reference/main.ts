// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/header.css";
import "../styles/controls.css";
import "../styles/reference.css";
import { byId } from "../ui/dom.ts";
import { markScrollable } from "../ui/scrollable.ts";
import { bindFilter } from "./filter.ts";
import { markPosition } from "./position.ts";

const query = byId("query", HTMLInputElement);
byId("filter").hidden = false;
const list = byId("index-list");
bindFilter({ list, query, matches: byId("matches") });
markPosition(list, document.querySelectorAll(".entry"));
markScrollable(document.querySelectorAll(".formula"));

document.addEventListener("keydown", (event) => {
  const isElsewhere = event.target !== query && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key !== "/" || !isElsewhere) return;
  event.preventDefault();
  query.focus();
  query.select();
});
