import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";

export type Log = components["schemas"]["Log"];
export type LogLine = components["schemas"]["ServerLogLine"];
export type LogLevel = LogLine["level"];
export type Disk = components["schemas"]["Disk"];
export type DiskKind = components["schemas"]["Leftover"]["kind"];
export type Leftover = components["schemas"]["Leftover"];

/** As many lines as are read; earlier ones are found by searching, or in the file. */
const MOST_LINES = 1000;

/** The newest lines of the server's log, of this level and above, that have all the words. */
export const logQuery = (level: LogLevel, text: string) =>
  queryOptions({
    queryKey: ["log", level, text],
    queryFn: () =>
      unwrap(api.GET("/api/log", { params: { query: { level, text, limit: MOST_LINES } } })),
    staleTime: 0,
    gcTime: 10_000,
    placeholderData: keepPreviousData, // no flicker while one types
  });

/** How full the disk is, and what could be freed; at most a minute old. */
export const diskQuery = queryOptions({
  queryKey: ["disk"],
  queryFn: () => unwrap(api.GET("/api/disk")),
});

export const lookAtDisk = () =>
  unwrap(api.GET("/api/disk", { params: { query: { fresh: true } } }));

export const cleanDisk = (what: DiskKind[]) =>
  unwrap(api.POST("/api/disk/clean", { body: { what } }));
