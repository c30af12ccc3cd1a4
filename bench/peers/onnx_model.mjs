// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// ONNX models of one node, encoded by hand: protobuf is fields of (number, wire type, value), and of ONNX's schema
// (onnx.proto3) a dozen fields suffice.

/* global TextEncoder */

function varint(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return [...bytes, number];
}

const integer = (field, number) => [...varint(field * 8), ...varint(number)];
const nested = (field, bytes) => [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
const text = (field, string) => nested(field, [...new TextEncoder().encode(string)]);

// TensorProto.DataType
export const elementTypes = { float32: 1, int64: 7 };

/** ValueInfoProto: a name, an element type and a shape. */
function valueInfo({ name, type, shape }) {
  const dims = shape.flatMap((size) => nested(1, integer(1, size)));
  const tensorType = [...integer(1, elementTypes[type]), ...nested(2, dims)];
  return [...text(1, name), ...nested(2, nested(1, tensorType))];
}

/** AttributeProto of type INT (2) or STRING (3). */
function attribute([name, value]) {
  if (typeof value === "number") return [...text(1, name), ...integer(3, value), ...integer(20, 2)];
  return [...text(1, name), ...text(4, value), ...integer(20, 3)];
}

/**
 * ModelProto with one node.
 * @param {string} operator
 * @param {Record<string, string | number>} attributes
 * @param {{ name: string, type: string, shape: number[] }[]} inputs
 * @param {{ name: string, type: string, shape: number[] }} output
 */
export function onnxModel(operator, attributes, inputs, output) {
  const node = [
    ...inputs.flatMap(({ name }) => text(1, name)),
    ...text(2, output.name),
    ...text(4, operator),
    ...Object.entries(attributes).flatMap((entry) => nested(5, attribute(entry))),
  ];
  const graph = [
    ...nested(1, node),
    ...text(2, operator),
    ...inputs.flatMap((input) => nested(11, valueInfo(input))),
    ...nested(12, valueInfo(output)),
  ];
  const irVersion = 8;
  const operatorSet = 13;
  return Uint8Array.from([...integer(1, irVersion), ...nested(7, graph), ...nested(8, integer(2, operatorSet))]);
}
