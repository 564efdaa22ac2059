import { afterEach, describe, expect, it, vi } from "vitest";
import { ProblemError } from "../../api/problem";
import { DesignDocument } from "./designDocument";
import { Editing } from "./editing";
import { PLAIN_LAYOUT } from "./layout";
import type { Operation } from "./queries";
import { graphOf } from "./testing";

/** A server whose texts are the letters of the rows, and that answers when it is told to. */
function open(text: string, called: string[] = []) {
  const document = new DesignDocument({ text, layout: PLAIN_LAYOUT, ids: called });
  const asked: { yaml: string; ids: string[]; answer: () => void }[] = [];
  const reach = { server: true };
  const read = (yaml: string) =>
    graphOf(yaml.length, ...[...yaml].map((one) => [-1, one] as [number, string]));
  const editing = new Editing(document, {
    parse: async (yaml) => {
      if (yaml.includes("}")) throw new Error("Line 1: this is not YAML.");
      return read(yaml);
    },
    edit: (yaml, operations, ids) =>
      new Promise((resolve, reject) => {
        if (!reach.server) return reject(ProblemError.unreachable());
        const gone = new Set(operations.map((one) => (one.op === "delete" ? one.id : "")));
        const left = [...yaml].filter((_one, index) => !gone.has(ids[index] ?? "")).join("");
        asked.push({
          yaml,
          ids,
          answer: () => resolve({ yaml: left, graph: { ...read(left), source: left } }),
        });
      }),
  });
  document.learn(text, read(text));
  return { document, editing, asked, reach };
}

const remove = (id: string) => (): Operation[] => [{ op: "delete", id }];
const settled = () => new Promise((done) => setTimeout(done, 0));

describe("edits of a document", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("are made one after the other, each on what the one before has left", async () => {
    const { document, editing, asked } = open("abc");
    const both = [editing.edit(remove("n0")), editing.edit(remove("n0"))];
    await settled();
    expect(asked.map((one) => one.yaml)).toEqual(["abc"]);
    asked[0]?.answer();
    await both[0];
    await settled();
    asked[1]?.answer();
    await both[1];
    expect(document.state.text).toBe("c");
  });

  it("are foreseen until they are made", async () => {
    const { document, editing, asked } = open("abc");
    const made = editing.edit(remove("n1"));
    const seen = document.graph && editing.foreseen(document.graph);
    expect(seen?.nodes.map((row) => row.module)).toEqual(["a", "c"]);
    await settled();
    asked[0]?.answer();
    await made;
    expect(editing.waiting.getState().jobs).toBe(0);
  });

  it("go on when the page is opened again, on the rows that they were made for", async () => {
    const { document, editing, asked } = open("abcd", ["n7", "n1", "n0", "n2"]);
    const made = editing.resume([{ op: "delete", id: "n1" }]);
    const seen = document.graph && editing.foreseen(document.graph);
    expect(seen?.nodes.map((row) => row.module)).toEqual(["a", "c", "d"]);
    await settled();
    expect(asked[0]?.ids).toEqual(["n7", "n1", "n0", "n2"]);
    asked[0]?.answer();
    await made;
    expect(document.state.text).toBe("acd");
  });

  it("do not go on in a text that was typed before they could", async () => {
    const { document, editing, asked } = open("abc");
    const made = editing.resume([{ op: "delete", id: "n1" }]);
    document.type("xabc");
    await made;
    expect(asked).toEqual([]);
    expect(document.state.text).toBe("xabc");
  });

  it("wait for a server that cannot be reached, and are drawn meanwhile", async () => {
    vi.useFakeTimers();
    const { document, editing, asked, reach } = open("abc");
    reach.server = false;
    const made = editing.edit(remove("n0"));
    await vi.advanceTimersByTimeAsync(900);
    expect(editing.waiting.getState().operations).toHaveLength(1);
    reach.server = true;
    await vi.advanceTimersByTimeAsync(2000);
    asked[0]?.answer();
    await made;
    expect(document.state.text).toBe("bc");
  });

  it("begin again when somebody has typed meanwhile, and lose no letter", async () => {
    const { document, editing, asked } = open("abc");
    const made = editing.edit(remove("n0"));
    await settled();
    document.type("abcd");
    asked[0]?.answer();
    await settled();
    expect(asked.map((one) => one.yaml)).toEqual(["abc", "abcd"]);
    asked[1]?.answer();
    await made;
    expect(document.state.text).toBe("bcd");
  });

  it("are refused while the text cannot be read, and the next one is not held up", async () => {
    const { document, editing, asked } = open("abc");
    document.type("ab}");
    await expect(editing.edit(remove("n0"))).rejects.toThrow("Line 1");
    document.undo();
    const made = editing.edit(remove("n0"));
    await settled();
    asked[0]?.answer();
    await made;
    expect(document.state.text).toBe("bc");
  });

  it("are undone after they are made, also when that was asked for before", async () => {
    const { document, editing, asked } = open("abc");
    const made = editing.edit(remove("n0"));
    editing.undo();
    await settled();
    asked[0]?.answer();
    await made;
    await settled();
    expect(document.state.text).toBe("abc");
    editing.redo();
    expect(document.state.text).toBe("bc");
  });
});
