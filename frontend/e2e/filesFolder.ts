import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An empty folder that all workers find under YOLOSMITH_E2E_FILES; it goes when all stories are told. */
export default function makeFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "yolosmith-checkpoints-"));
  process.env.YOLOSMITH_E2E_FILES = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
