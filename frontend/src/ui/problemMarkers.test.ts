import { expect, it } from "vitest";
import { ProblemError } from "../api/problem";
import { problemMarkers } from "./problemMarkers";

it("marks the lines that a refusal names, and only those", () => {
  const body = {
    title: "Cannot be read",
    errors: [
      { loc: ["line", 12], message: "a bracket is missing" },
      { loc: ["rows", 3, "from", "line", 20], message: "row 3 reads itself" },
      { loc: ["name"], message: "is taken" },
    ],
  };
  const problem = ProblemError.fromText(422, "", JSON.stringify(body));
  expect(problemMarkers(problem).map(({ line, message }) => [line, message])).toEqual([
    [12, "a bracket is missing"],
    [20, "row 3 reads itself"],
  ]);
  expect(problemMarkers(null)).toEqual([]);
});
