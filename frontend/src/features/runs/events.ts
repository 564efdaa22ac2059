/** The events of one run, as they come over `/api/runs/{id}/events`. Epochs and batches count from 1. */

interface Envelope {
  seq: number;
  /** Seconds since 1970. */
  time: number;
  run: string;
}

/** By name; null where the number was not finite. */
export type Values = Record<string, number | null>;

export type LogLevel = "debug" | "info" | "warning" | "error";

export interface StatusEvent extends Envelope {
  type: "run.status";
  status: string;
  /** Epochs already done when a run goes on. */
  resumed_from: number | null;
}

export interface StartEvent extends Envelope {
  type: "run.start";
  epochs: number;
  /** Batches in an epoch. */
  batches: number;
  images: number;
  device: string;
  parameters: number;
  losses: string[];
}

export interface BatchEvent extends Envelope {
  type: "run.batch";
  epoch: number;
  batch: number;
  losses: Values;
  lr: Values;
  /** Seconds still to go. */
  eta: number | null;
  /** Batches in this epoch. */
  batches?: number | null;
  /** Images a second. */
  speed?: number | null;
  /** Every few seconds: `cpu` and `gpu` in per cent, `memory` and `gpu_memory` in bytes. */
  machine?: Values | null;
}

export interface EpochEvent extends Envelope {
  type: "run.epoch";
  epoch: number;
  epochs: number;
  metrics: Values;
  best: boolean;
  seconds: number;
  /** Measures that follow from the row: F1. */
  derived?: Values;
}

export interface LogEvent extends Envelope {
  type: "run.log";
  level: LogLevel;
  message: string;
}

export interface ArtifactEvent extends Envelope {
  type: "run.artifact";
  path: string;
  bytes: number;
}

export type TrainingEvent =
  | StatusEvent
  | StartEvent
  | BatchEvent
  | EpochEvent
  | LogEvent
  | ArtifactEvent;
