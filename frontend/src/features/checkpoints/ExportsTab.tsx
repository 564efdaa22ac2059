import { Button, Table, VisuallyHidden } from "@mantine/core";
import { useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Share } from "lucide-react";
import { useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { formatBytes, formatMetric } from "../../ui/format";
import { notifyDone, notifyProblem } from "../../ui/notify";
import { RelativeTime } from "../../ui/RelativeTime";
import { ListSkeleton } from "../../ui/Skeletons";
import { StatusBadge } from "../../ui/StatusBadge";
import { ExportDialog } from "./ExportDialog";
import classes from "./ExportsTab.module.css";
import { boxesText, optionsText, picturesText } from "./exports";
import {
  type CheckpointDetail,
  type Export,
  type ExportRequest,
  exportCheckpoint,
  exportsQuery,
  type FormatInfo,
  formatsQuery,
} from "./queries";

interface ExportsTabProps {
  checkpoint: CheckpointDetail;
  /** Its modules have not been accepted. */
  waiting: boolean;
}

/** The checkpoint in other formats, each compared with PyTorch. */
export function ExportsTab({ checkpoint, waiting }: ExportsTabProps) {
  const { data, error, refetch } = useQuery(exportsQuery(checkpoint.id));
  const formats = useQuery(formatsQuery);
  if (waiting)
    return <p className={classes.note}>Accept the modules first; then it can be loaded.</p>;
  const problem = error ?? formats.error;
  if (problem) return <ErrorState error={problem} onRetry={error ? refetch : formats.refetch} />;
  if (!formats.data) return <ListSkeleton rows={3} />;
  const here = formats.data.filter((one) => one.available);
  const lacking = formats.data.filter((one) => !one.available);
  return (
    <>
      <div className={classes.scroll}>
        <Table className={classes.table ?? ""}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Format</Table.Th>
              <Table.Th>Against PyTorch</Table.Th>
              <Table.Th>Made for</Table.Th>
              <Table.Th>File</Table.Th>
              <Table.Th>Made</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {here.map((info) => (
              <Row
                key={info.format}
                checkpoint={checkpoint}
                info={info}
                made={data?.find((one) => one.format === info.format)}
              />
            ))}
          </Table.Tbody>
        </Table>
        <p className={classes.note}>
          Each export is run beside PyTorch on pictures of the data set that it was trained on, or
          on noise where that is not there.
        </p>
      </div>
      <details className={classes.lacking}>
        <summary>{lacking.length} more formats that this machine cannot make</summary>
        <p>What is installed meanwhile is seen when Yolosmith is started anew.</p>
        <Table className={classes.table ?? ""}>
          <Table.Tbody>
            {lacking.map(({ format, title, why }) => (
              <Table.Tr key={format}>
                <Table.Th scope="row">{title}</Table.Th>
                <Table.Td>{why}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </>
  );
}

interface RowProps {
  checkpoint: CheckpointDetail;
  info: FormatInfo;
  made: Export | undefined;
}

function Row({ checkpoint, info, made }: RowProps) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { format, title } = info;
  const mutationKey = ["export", checkpoint.id, format];
  // Asked of the client, since it goes on while another tab is shown.
  const working = useIsMutating({ mutationKey }) > 0;
  const work = useMutation({
    mutationKey,
    mutationFn: (asked: ExportRequest) => exportCheckpoint(checkpoint.id, asked),
    onSuccess: async () => {
      notifyDone(`Exported to ${title}`);
      await client.invalidateQueries({ queryKey: exportsQuery(checkpoint.id).queryKey });
    },
    onError: notifyProblem,
  });
  const href = `/api/checkpoints/${checkpoint.id}/exports/${format}`;
  return (
    <Table.Tr aria-label={title}>
      <Table.Td>
        {title}
        {asking && (
          <ExportDialog
            checkpoint={checkpoint}
            info={info}
            onClose={() => setAsking(false)}
            onExport={(asked) => {
              setAsking(false);
              work.mutate(asked);
            }}
          />
        )}
      </Table.Td>
      <Table.Td>{made ? <Difference made={made} /> : working ? "Being made …" : "–"}</Table.Td>
      <Table.Td>
        {made && (
          <>
            {made.imgsz} px<div className={classes.what}>{optionsText(made)}</div>
          </>
        )}
      </Table.Td>
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
      <Table.Td className={classes.action ?? ""}>
        <Button
          variant="default"
          leftSection={<Share size={14} aria-hidden />}
          loading={working}
          onClick={() => setAsking(true)}
          aria-label={`${made ? "Export again" : "Export"} to ${title}`}
        >
          {made ? "Again" : "Export"}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

function Difference({ made }: { made: Export }) {
  const { difference, largest, same } = made;
  return (
    <>
      <StatusBadge status={same ? "ready" : "failed"} label={same ? "Same" : "Differs"} />
      {difference !== null && (
        <div className={classes.what}>
          outputs by at most {formatMetric(difference)} of {formatMetric(largest)}
        </div>
      )}
      <div className={classes.what}>{boxesText(made)}</div>
      <div className={classes.what}>on {picturesText(made.pictures)}</div>
    </>
  );
}
