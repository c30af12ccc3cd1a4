// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

const { load } = require("surprisal");

Promise.all([import("surprisal"), import("./answer_of.js"), import("./golden_case.js"), load()])
  .then(async ([imported, { answerOf }, { default: item }, s]) => {
    if ((await imported.load()) !== s) throw new Error("require and import have an instance each");
    console.log(JSON.stringify(answerOf(s, item)));
  })
  .catch((error) => {
    console.log(JSON.stringify({ error: String(error) }));
  });
