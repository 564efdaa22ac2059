import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { draftNames, readDraft, useDraft, useDraftNames, writeDraft } from "./drafts";

beforeEach(() => localStorage.clear());

describe("a draft", () => {
  it("outlives the page on which it was written", () => {
    const first = renderHook(() => useDraft("modules/Gate", "saved"));
    act(() => first.result.current.edit("changed"));
    first.unmount();
    const { result } = renderHook(() => useDraft("modules/Gate", "saved"));
    expect(result.current).toMatchObject({ value: "changed", changed: true });
  });

  it("is forgotten when the edit leads back to what is saved", () => {
    const { result } = renderHook(() => useDraft("modules/Gate", "saved"));
    act(() => result.current.edit("changed"));
    act(() => result.current.edit("saved"));
    expect(result.current.changed).toBe(false);
    expect(readDraft("modules/Gate")).toBeUndefined();
  });

  it("gives way to what is saved when it is discarded", () => {
    const { result } = renderHook(() => useDraft("modules/Gate", "saved"));
    act(() => result.current.edit("changed"));
    act(() => result.current.discard());
    expect(result.current).toMatchObject({ value: "saved", changed: false });
  });

  it("is listed by name below its noun", () => {
    const { result } = renderHook(() => useDraftNames("modules"));
    act(() => {
      writeDraft("modules/Gate", 1);
      writeDraft("architectures/tiny", 1);
    });
    expect(result.current).toEqual(["Gate"]);
    expect(draftNames("architectures")).toEqual(["tiny"]);
  });
});
