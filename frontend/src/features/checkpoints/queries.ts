import { queryOptions } from "@tanstack/react-query";
import { api, unwrap, upload } from "../../api/client";
import type { components } from "../../api/schema";

export type Checkpoint = components["schemas"]["Checkpoint"];
export type CheckpointDetail = components["schemas"]["CheckpointDetail"];
export type CustomModule = components["schemas"]["CustomModule"];
export type Layer = components["schemas"]["Layer"];
export type Prediction = components["schemas"]["Prediction"];
export type Detection = components["schemas"]["Detection"];
export type Export = components["schemas"]["Export"];
export type ExportRequest = components["schemas"]["ExportRequest"];
export type FormatInfo = components["schemas"]["FormatInfo"];
export type Published = components["schemas"]["Published"];
export type Sample = components["schemas"]["Sample"];
export type Batch = components["schemas"]["Batch"];
type BatchRequest = { path: string; conf: number; iou: number; imgsz: number | null };
export type FrameResult = components["schemas"]["FrameResult"];
export type TensorStatistics = components["schemas"]["TensorStatistics"];
export type Transfer = components["schemas"]["Transfer"];
export type TransferRow = components["schemas"]["TransferRow"];
type TransferRequest = components["schemas"]["TransferRequest"];

/** Weights of runs and imported ones, the newest first. */
export const checkpointsQuery = queryOptions({
  queryKey: ["checkpoints"],
  queryFn: () => unwrap(api.GET("/api/checkpoints")),
});

export const checkpointQuery = (id: string) =>
  queryOptions({
    queryKey: ["checkpoints", id],
    queryFn: () => unwrap(api.GET("/api/checkpoints/{checkpoint}", at(id))),
  });

export const acceptModules = (id: string) =>
  unwrap(api.POST("/api/checkpoints/{checkpoint}/accept", at(id)));

export const deleteCheckpoint = (id: string) =>
  unwrap(api.DELETE("/api/checkpoints/{checkpoint}", at(id)));

/** Import a file that lies on the server. */
export const importPath = (path: string) =>
  unwrap(api.POST("/api/checkpoints/import", { body: { path, accept_modules: false } }));

export function importFile(
  file: File,
  onProgress: (sent: number, total: number) => void,
  signal: AbortSignal,
): Promise<CheckpointDetail> {
  const form = new FormData();
  form.append("file", file);
  return upload("/api/checkpoints/import", form, { onProgress, signal });
}

export const exportsQuery = (id: string) =>
  queryOptions({
    queryKey: ["checkpoints", id, "exports"],
    queryFn: () => unwrap(api.GET("/api/checkpoints/{checkpoint}/exports", at(id))),
  });

/** Takes up to minutes. */
export const exportCheckpoint = (id: string, asked: ExportRequest) =>
  unwrap(api.POST("/api/checkpoints/{checkpoint}/export", { ...at(id), body: asked }));

/** All formats, and what this machine lacks for each: that does not change while the page is open. */
export const formatsQuery = queryOptions({
  queryKey: ["checkpoints", "formats"],
  queryFn: () => unwrap(api.GET("/api/checkpoints/formats")),
  staleTime: Number.POSITIVE_INFINITY,
});

const FETCH_MS = 500;

/** The weights that Ultralytics publishes; asked again and again while one is being fetched. */
export const publishedQuery = queryOptions({
  queryKey: ["checkpoints", "published"],
  queryFn: () => unwrap(api.GET("/api/checkpoints/published")),
  refetchInterval: ({ state }) =>
    state.data?.weights.some(({ status }) => status === "fetching") ? FETCH_MS : false,
});

export const fetchPublished = (name: string) =>
  unwrap(api.POST("/api/checkpoints/published/{name}/fetch", { params: { path: { name } } }));

export const stopPublished = (name: string) =>
  unwrap(api.POST("/api/checkpoints/published/{name}/stop", { params: { path: { name } } }));

/** What of a checkpoint goes into an architecture. While the request changes, the last answer stays. */
export const transferQuery = (id: string, asked: TransferRequest) =>
  queryOptions({
    queryKey: ["checkpoints", id, "transfer", asked],
    queryFn: ({ signal }): Promise<Transfer> =>
      unwrap(
        api.POST("/api/checkpoints/{checkpoint}/transfer", { ...at(id), body: asked, signal }),
      ),
    retry: false,
    placeholderData: (before) => (before?.architecture === asked.architecture ? before : undefined),
  });

/** A picture to try a checkpoint on: one from the user's disk, or one of a data set. */
export type Picture = { key: string; name: string; url: string } & (
  | { file: File }
  | { dataset: string; sample: Sample }
);

/**
 * All candidates on a picture, down to a confidence that nobody asks for: the page applies its own
 * thresholds. While only the size changes, or the weights of a run that trains, what was found before stays on the screen.
 */
export const predictionQuery = (
  { id, created }: Pick<CheckpointDetail, "id" | "created">,
  picture: Picture,
  imgsz: number | null,
) =>
  queryOptions({
    queryKey: ["checkpoints", id, "predict", picture.key, imgsz, created],
    queryFn: ({ signal }) => predict(id, picture, imgsz, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    placeholderData: (before: Prediction | undefined, query) =>
      query?.queryKey[3] === picture.key ? before : undefined,
  });

const RAW = { conf: 0.01, iou: 0.7, raw: true };

function predict(id: string, picture: Picture, imgsz: number | null, signal: AbortSignal) {
  if ("sample" in picture) {
    const { split, file } = picture.sample;
    const body = { dataset: picture.dataset, split, file, imgsz, ...RAW };
    return unwrap(api.POST("/api/checkpoints/{checkpoint}/predict", { ...at(id), body, signal }));
  }
  const form = new FormData();
  form.append("file", picture.file);
  for (const [name, value] of Object.entries(RAW)) form.append(name, String(value));
  if (imgsz !== null) form.append("imgsz", String(imgsz));
  return upload<Prediction>(`/api/checkpoints/${id}/predict`, form, { signal });
}

const WATCH_MS = 400;

/** Folders and videos that it has looked at; asked again and again while one is under way. */
export const batchesQuery = (id: string) =>
  queryOptions({
    queryKey: ["checkpoints", id, "batches"],
    queryFn: () => unwrap(api.GET("/api/checkpoints/{checkpoint}/batches", at(id))),
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === "running") ? WATCH_MS : false,
  });

/** Some of a batch's results; how many there are is in the key, so that new ones are fetched as they come. */
export const batchResultsQuery = ({ id, checkpoint, done }: Batch, offset: number, limit: number) =>
  queryOptions({
    queryKey: [
      ...batchesQuery(checkpoint).queryKey,
      id,
      { offset, limit, there: Math.min(done, offset + limit) },
    ],
    queryFn: () =>
      unwrap(
        api.GET("/api/checkpoints/{checkpoint}/batches/{batch}/results", {
          params: { path: { checkpoint, batch: id }, query: { offset, limit } },
        }),
      ),
    placeholderData: (before) => before,
    gcTime: 10_000, // while a page fills there is another answer for each look
  });

export const startBatch = (id: string, asked: BatchRequest) =>
  unwrap(api.POST("/api/checkpoints/{checkpoint}/batches", { ...at(id), body: asked }));

export function uploadVideo(
  id: string,
  file: File,
  { conf, iou }: { conf: number; iou: number },
  onProgress: (sent: number, total: number) => void,
): Promise<Batch> {
  const form = new FormData();
  form.append("file", file);
  form.append("conf", String(conf));
  form.append("iou", String(iou));
  return upload(`/api/checkpoints/${id}/batches`, form, { onProgress });
}

export const stopBatch = (batch: Batch) =>
  unwrap(api.POST("/api/checkpoints/{checkpoint}/batches/{batch}/stop", ofBatch(batch)));

export const deleteBatch = (batch: Batch) =>
  unwrap(api.DELETE("/api/checkpoints/{checkpoint}/batches/{batch}", ofBatch(batch)));

const ofBatch = ({ checkpoint, id }: Batch) => ({ params: { path: { checkpoint, batch: id } } });

/** What the values of a row's tensors are like. */
export const layerStatisticsQuery = (checkpoint: string, row: number) =>
  queryOptions({
    queryKey: ["checkpoints", checkpoint, "layers", row],
    queryFn: () =>
      unwrap(
        api.GET("/api/checkpoints/{checkpoint}/layers/{row}/statistics", {
          params: { path: { checkpoint, row } },
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** Data sets that have pictures to try. */
export const readyDatasetsQuery = queryOptions({
  queryKey: ["datasets"],
  queryFn: () => unwrap(api.GET("/api/datasets")),
  select: (datasets) => datasets.filter((dataset) => dataset.status === "ready"),
});

/** A page of a data set's pictures, from `offset` on. */
export const samplesQuery = (name: string, split: string, offset: number, limit: number) =>
  queryOptions({
    queryKey: ["datasets", name, "samples", { split, offset, limit }],
    queryFn: () =>
      unwrap(
        api.GET("/api/datasets/{name}/samples", {
          params: { path: { name }, query: { split, offset, limit } },
        }),
      ),
  });

const at = (checkpoint: string) => ({ params: { path: { checkpoint } } });
