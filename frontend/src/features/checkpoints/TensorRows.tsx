import { Button, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { formatMetric, formatNumber, formatShape } from "../../ui/format";
import classes from "./LayersTab.module.css";
import { type Layer, layerStatisticsQuery, type TensorStatistics } from "./queries";

/** The tensors of a row of the model; what their values are like is looked up on request. */
export function TensorRows({ checkpoint, layer }: { checkpoint: string; layer: Layer }) {
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({
    ...layerStatisticsQuery(checkpoint, layer.index),
    enabled: asked,
  });
  return (
    <>
      {layer.tensors.map((tensor) => (
        <Table.Tr key={tensor.name} className={classes.tensor ?? ""}>
          <Table.Td />
          <Table.Td>
            <code>{tensor.name}</code>
          </Table.Td>
          <Table.Td>
            <Values of={data?.find(({ name }) => name === tensor.name)} />
          </Table.Td>
          <Table.Td className={classes.number ?? ""}>
            <code>{tensor.shape.length > 0 ? formatShape(tensor.shape) : "scalar"}</code>
          </Table.Td>
          <Table.Td className={classes.number ?? ""}>
            <code>{tensor.dtype ?? ""}</code>
          </Table.Td>
        </Table.Tr>
      ))}
      {!data && (
        <Table.Tr className={classes.tensor ?? ""}>
          <Table.Td />
          <Table.Td colSpan={4}>
            {error ? (
              <ErrorState error={error} onRetry={refetch} />
            ) : (
              <Button
                size="compact-xs"
                variant="default"
                loading={isFetching}
                onClick={() => setAsked(true)}
              >
                Show the values' mean, deviation and histogram
              </Button>
            )}
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

function Values({ of }: { of: TensorStatistics | undefined }) {
  if (!of) return null;
  const { mean, std, minimum, maximum, zeros, not_finite: odd, values } = of;
  if (mean === null) return <span>no values</span>;
  return (
    <div className={classes.values}>
      <Histogram of={of} />
      <span>
        {formatMetric(mean)} ± {formatMetric(std)}
      </span>
      <span className={classes.range}>
        {formatMetric(minimum)} to {formatMetric(maximum)}
        {zeros > 0 && `, ${formatNumber(zeros)} of ${formatNumber(values)} are zero`}
        {odd > 0 && `, ${formatNumber(odd)} are not finite`}
      </span>
    </div>
  );
}

const WIDE = 80;
const HIGH = 20;

function Histogram({ of: { histogram, name } }: { of: TensorStatistics }) {
  if (!histogram) return <span className={classes.flat}>all the same</span>;
  const { counts } = histogram;
  const most = Math.max(...counts);
  const step = WIDE / counts.length;
  return (
    <svg width={WIDE} height={HIGH} role="img" aria-label={`Histogram of ${name}`}>
      {counts.map((count, index) => {
        const high = (HIGH * count) / most;
        return (
          <rect
            key={index}
            x={index * step}
            y={HIGH - high}
            width={step}
            height={high}
            fill="currentColor"
          />
        );
      })}
    </svg>
  );
}
