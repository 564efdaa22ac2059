import { expect, test } from "vitest";
import { limbs } from "./skeleton";

const person = Array.from({ length: 17 }, (_, at) => ({ x: 0.1 + at / 100, y: 0.5 }));

test("a person's keypoints are joined as Ultralytics joins them", () => {
  expect(limbs(person)).toHaveLength(19);
  expect(limbs(person)[4]).toEqual([person[11], person[12]]);
});

test("a keypoint that is not there is joined to nothing", () => {
  const without = person.map((point, at) => (at === 0 ? { x: 0, y: 0 } : point));
  expect(limbs(without)).toHaveLength(17);
});

test("other keypoints have no skeleton that anybody knows of", () => {
  expect(limbs(person.slice(0, 5))).toEqual([]);
});
