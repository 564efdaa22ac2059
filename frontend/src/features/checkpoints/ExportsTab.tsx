import { Button, Table, VisuallyHidden } from "@mantine/core";
import { useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Share } from "lucide-react";
import { ErrorState } from "../../ui/ErrorState";
import { formatBytes, formatMetric } from "../../ui/format";
import { notifyDone, notifyProblem } from "../../ui/notify";
import { RelativeTime } from "../../ui/RelativeTime";
import { StatusBadge } from "../../ui/StatusBadge";
import classes from "./ExportsTab.module.css";
import {
  type CheckpointDetail,
  type Export,
  type ExportFormat,
  exportCheckpoint,
  exportsQuery,
} from "./queries";

const FORMATS: { format: ExportFormat; title: string; what: string }[] = [
  { format: "onnx", title: "ONNX", what: "For ONNX Runtime, TensorRT and most other runtimes." },
  { format: "torchscript", title: "TorchScript", what: "For PyTorch without Python." },
  { format: "openvino", title: "OpenVINO", what: "For Intel processors; a zip." },
];

/** The checkpoint in other formats, each compared with PyTorch. */
export function ExportsTab({ checkpoint, waiting }: ExportsTabProps) {
  const { data, error, refetch } = useQuery(exportsQuery(checkpoint.id));
  if (waiting)
    return <p className={classes.note}>Accept the modules first; then it can be loaded.</p>;
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  return (
    <div className={classes.scroll}>
      <Table className={classes.table ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Format</Table.Th>
            <Table.Th>Outputs against PyTorch</Table.Th>
            <Table.Th>Picture size</Table.Th>
            <Table.Th>File</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {FORMATS.map(({ format, title, what }) => (
            <Row
              key={format}
              checkpoint={checkpoint.id}
              format={format}
              title={title}
              what={what}
              made={data?.find((one) => one.format === format)}
            />
          ))}
        </Table.Tbody>
      </Table>
      <p className={classes.note}>
        Each export is run beside PyTorch on pictures of the data set that it was trained on, or on
        noise where that is not there.
      </p>
    </div>
  );
}

interface ExportsTabProps {
  checkpoint: CheckpointDetail;
  /** Its modules have not been accepted. */
  waiting: boolean;
}

interface RowProps {
  checkpoint: string;
  format: ExportFormat;
  title: string;
  what: string;
  made: Export | undefined;
}

function Row({ checkpoint, format, title, what, made }: RowProps) {
  const client = useQueryClient();
  const mutationKey = ["export", checkpoint, format];
  // Asked of the client, since it goes on while another tab is shown.
  const working = useIsMutating({ mutationKey }) > 0;
  const work = useMutation({
    mutationKey,
    mutationFn: () => exportCheckpoint(checkpoint, format),
    onSuccess: async () => {
      notifyDone(`Exported to ${title}`);
      await client.invalidateQueries({ queryKey: exportsQuery(checkpoint).queryKey });
    },
    onError: notifyProblem,
  });
  const href = `/api/checkpoints/${checkpoint}/exports/${format}`;
  return (
    <Table.Tr aria-label={title}>
      <Table.Td>
        {title}
        <div className={classes.what}>{what}</div>
      </Table.Td>
      <Table.Td>{made ? <Difference made={made} /> : working ? "Being made …" : "–"}</Table.Td>
      <Table.Td>{made ? `${made.imgsz} px` : ""}</Table.Td>
      <Table.Td>
        {made && (
          <a href={href} download className={classes.file}>
            <Download size={14} aria-hidden /> {formatBytes(made.bytes)}
          </a>
        )}
      </Table.Td>
      <Table.Td>
        {made && <RelativeTime time={made.created} />}{" "}
        {made?.outdated && <StatusBadge status="changed" label="weights changed since" />}
      </Table.Td>
      <Table.Td>
        <Button
          variant="default"
          leftSection={<Share size={14} aria-hidden />}
          loading={working}
          onClick={() => work.mutate()}
          aria-label={`${made ? "Export again" : "Export"} to ${title}`}
        >
          {made ? "Again" : "Export"}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

function Difference({ made }: { made: Export }) {
  const { difference, largest, same, pictures } = made;
  const on = pictures === 0 ? "noise" : pictures === 1 ? "1 picture" : `${pictures} pictures`;
  return (
    <>
      <StatusBadge status={same ? "ready" : "failed"} label={same ? "Same" : "Differs"} />
      <div className={classes.what}>
        at most {formatMetric(difference)} of {formatMetric(largest)}, on {on}
      </div>
    </>
  );
}
