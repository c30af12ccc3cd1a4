// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { FeatureMap, Shape } from "../../data/shapes.ts";

const REACH: Record<FeatureMap, string> = {
  plain: "The model is linear: of x and y alone it can make straight borders.",
  squares:
    "The model is as linear as before, but linear in x² and y² too: its borders are circles, ellipses, hyperbolas.",
  radial: "36 soft bumps stand in the plane; the model weighs them, and its borders follow any shape a bump wide.",
};

const FITS: Record<Shape, Record<FeatureMap, string>> = {
  blobs: { plain: "Blobs need no more.", squares: "Blobs need less.", radial: "Blobs need less." },
  moons: {
    plain: "The moons reach into each other: a line gets most points right, never all.",
    squares: "Enough to bend the border once; the moons want it to bend twice.",
    radial: "Enough for the moons.",
  },
  rings: {
    plain: "No line parts a ring from one inside it: the loss stays near ln 2, a coin toss.",
    squares: "A circle is x² + y² = r²: the rings come apart.",
    radial: "Enough for the rings.",
  },
  spirals: {
    plain: "No line follows a spiral: the loss stays near ln 2.",
    squares: "No ellipse follows a spiral either.",
    radial: "Enough to follow the arms, where the noise lets it.",
  },
  xor: {
    plain: "Opposite corners belong together, which no line can say: the loss stays near ln 2.",
    squares: "The sign of x · y tells the classes apart: one weight does it.",
    radial: "Enough for the corners.",
  },
  drawn: { plain: "", squares: "", radial: "" },
};

/** What a model with these features can make of points of this shape. */
export function mapNote(shape: Shape, map: FeatureMap): string {
  return `${REACH[map]} ${FITS[shape][map]}`.trim();
}
