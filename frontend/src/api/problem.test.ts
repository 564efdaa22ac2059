import { afterEach, expect, test, vi } from "vitest";
import { api, unwrap } from "./client";
import { ProblemError } from "./problem";

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: string, type = "application/problem+json") {
  vi.stubGlobal(
    "fetch",
    async () => new Response(body, { status, headers: { "content-type": type } }),
  );
  return unwrap(api.GET("/api/status")).catch((error: unknown) => error);
}

test("a problem keeps its cause and every place", async () => {
  const problem = {
    title: "Not a valid architecture",
    status: 422,
    detail: "One row is wrong",
    errors: [{ loc: ["head", 12, "args"], message: "too many", expected: 3, actual: [1, 2] }],
  };
  const error = await answer(422, JSON.stringify(problem));
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({
    title: "Not a valid architecture",
    status: 422,
    detail: "One row is wrong",
    errors: [{ loc: "head › 12 › args", message: "too many", expected: "3", actual: "[1,2]" }],
  });
});

test("an answer that is no problem document is still told", async () => {
  const error = await answer(502, "<html>Bad gateway</html>", "text/html");
  expect(error).toMatchObject({ status: 502, errors: [] });
  expect((error as ProblemError).title).not.toBe("");
});

test("a server that cannot be reached is a problem of its own", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
  await expect(unwrap(api.GET("/api/status"))).rejects.toMatchObject({ status: 0 });
});
