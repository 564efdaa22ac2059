import { expect, it } from "vitest";
import { ProblemError } from "../../api/problem";
import { usersIn } from "./users";

it("a refusal to delete names architectures and runs, which become links", () => {
  const body = {
    title: "Conflict",
    errors: [
      { loc: ["architectures", "gated"], message: "gated uses Gate." },
      { loc: ["runs", "20261121T101403Z-ab12"], message: "was trained with Gate." },
      { loc: ["name"], message: "something else" },
    ],
  };
  expect(usersIn(ProblemError.fromText(409, "", JSON.stringify(body)))).toEqual([
    { name: "gated", to: "/architectures/gated" },
    { name: "20261121T101403Z-ab12", to: "/runs/20261121T101403Z-ab12" },
  ]);
});
