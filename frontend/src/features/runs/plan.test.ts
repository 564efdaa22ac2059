import { expect, test } from "vitest";
import { type Plan, planText } from "./plan";

const plan: Plan = {
  model: "digits n",
  parameters: 453_210,
  weights: null,
  dataset: { name: "numbers", train: 810, classes: 10 },
  epochs: 30,
  imgsz: 96,
  batch: 16,
  optimizer: "AdamW",
  lr0: 0.005,
  fraction: 1,
  time: null,
  freeze: null,
  epochSeconds: null,
  device: "CPU",
  ahead: 0,
};

/** Thin spaces are for the eye. */
const told = (changes: Partial<Plan> = {}) =>
  planText({ ...plan, ...changes }).replaceAll("\u2009", " ");

test("what will happen is said in full", () => {
  expect(told()).toBe(
    "Trains digits n (453 210 parameters) on numbers (10 classes): 30 epochs of 51 batches of 16 images at 96 px, with AdamW from a learning rate of 0.005. How long an epoch takes is unknown: there was no run like it. It starts at once on CPU.",
  );
});

test("the time is told by an earlier run, and what is frozen", () => {
  expect(told({ epochSeconds: 12, freeze: 4 })).toContain(
    "0.005; the first 4 rows keep their weights. An epoch takes about 12 s, by the last run like it; all of them about 6 min 00 s.",
  );
  expect(told({ epochSeconds: 12, time: 2 })).toContain("2 h of epochs of 51 batches");
});

test("the weights that it starts from are told, with how much of them fits once that is known", () => {
  const weights = { name: "shapes · best", share: null };
  expect(told({ weights })).toContain(
    "Trains digits n (453 210 parameters) from the weights of shapes · best on numbers",
  );
  expect(told({ weights: { ...weights, share: "96.2 %" } })).toContain(
    "from the weights of shapes · best (96.2 % of its parameters) on numbers",
  );
});

test("a part of the data, an automatic batch and a queue are told", () => {
  expect(told({ fraction: 0.1, epochs: 1 })).toContain("1 epoch of 6 batches of 16 images");
  expect(told({ fraction: 8 })).toContain("1 batch of 8 images");
  expect(told({ batch: -1, optimizer: "auto" })).toContain(
    "30 epochs of 810 images at 96 px, with an optimizer",
  );
  expect(told({ ahead: 2 })).toContain("It waits for 2 runs before it, then starts on CPU.");
});

test("what is missing is asked for", () => {
  expect(told({ model: null, dataset: null })).toBe("Choose what to train, and on what.");
  expect(told({ model: null })).toContain("architecture or a checkpoint");
  expect(told({ dataset: null })).toBe("Choose the data set that digits n will learn.");
});
