import { describe, expect, it } from "vitest";
import { DesignDocument } from "./designDocument";
import { PLAIN_LAYOUT } from "./layout";
import type { Graph } from "./queries";

function open(text = "a") {
  let now = 0;
  const document = new DesignDocument({ text, layout: PLAIN_LAYOUT }, () => now);
  return { document, wait: (ms: number) => (now += ms) };
}

function graphOf(...ids: string[]): Graph {
  const nodes = ids.map((id, index) => ({
    id,
    index,
    section: "backbone" as const,
    from: -1,
    repeats: 1,
    module: id,
    args: [],
    line: index + 1,
    last_line: index + 1,
  }));
  return { source: "", nodes, edges: [], errors: [], scales: [], nc: null };
}

describe("the history of a document", () => {
  it("takes typing back in steps of pauses and lines", () => {
    const { document, wait } = open("");
    for (const text of ["a", "ab", "abc"]) {
      document.type(text);
      wait(100);
    }
    wait(1000);
    document.type("abcd");
    document.type("abcd\n");
    const seen = [document.state.text];
    while (seen.at(-1) !== "") {
      document.undo();
      seen.push(document.state.text);
    }
    expect(seen).toEqual(["abcd\n", "abcd", "abc", ""]);
    document.redo();
    document.redo();
    expect(document.state.text).toBe("abcd");
  });

  it("keeps typing, edits and positions in one order", () => {
    const { document } = open("a");
    document.type("ab");
    document.apply("abc", graphOf("n0"));
    document.arrange({ ...PLAIN_LAYOUT, positions: { n0: { x: 1, y: 2 } } });
    document.undo();
    expect(document.state.layout).toEqual(PLAIN_LAYOUT);
    expect(document.state.text).toBe("abc");
    document.undo();
    expect(document.state.text).toBe("ab");
    document.undo();
    expect(document.state.text).toBe("a");
  });

  it("does not count what is learned about a text as a step", () => {
    const { document } = open("a");
    document.type("ab");
    document.learn("ab", graphOf("n0"));
    expect(document.graph?.nodes).toHaveLength(1);
    document.undo();
    expect(document.state.text).toBe("a");
    expect(document.graph).toBeNull();
  });

  it("begins a new step after an undo", () => {
    const { document } = open("a");
    document.type("ab");
    document.undo();
    document.type("ac");
    document.undo();
    expect(document.state.text).toBe("a");
  });

  it("forgets the position of a row that is gone, and undo brings it back", () => {
    const { document } = open("a");
    document.learn("a", graphOf("n0", "n1"));
    document.arrange({ ...PLAIN_LAYOUT, positions: { n1: { x: 1, y: 2 } } });
    document.apply("b", graphOf("n0"));
    expect(document.state.layout.positions).toEqual({});
    document.undo();
    expect(document.state.layout.positions).toEqual({ n1: { x: 1, y: 2 } });
    expect(document.graph?.nodes).toHaveLength(2);
  });
});
