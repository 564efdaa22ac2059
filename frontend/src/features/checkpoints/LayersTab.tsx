import { Table } from "@mantine/core";
import { ChevronDown, ChevronRight } from "lucide-react";
import { Fragment, useState } from "react";
import { formatNumber, formatShape } from "../../ui/format";
import classes from "./LayersTab.module.css";
import type { Layer } from "./queries";

interface LayersTabProps {
  layers: readonly Layer[];
  /** Its modules have not been accepted: nothing of the model is known. */
  waiting: boolean;
}

/** The rows of the model; a row opens to the tensors that are saved of it. */
export function LayersTab({ layers, waiting }: LayersTabProps) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  if (waiting) return <p>The layers are known once its modules are accepted.</p>;

  function toggle(index: number) {
    const next = new Set(open);
    if (!next.delete(index)) next.add(index);
    setOpen(next);
  }

  return (
    <div className={classes.scroll}>
      <Table className={classes.table ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.number ?? ""}>Row</Table.Th>
            <Table.Th>Module</Table.Th>
            <Table.Th>From</Table.Th>
            <Table.Th className={classes.number ?? ""}>Parameters</Table.Th>
            <Table.Th className={classes.number ?? ""}>Tensors</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {layers.map((layer) => (
            <Fragment key={layer.index}>
              <Table.Tr>
                <Table.Td className={classes.number ?? ""}>{layer.index}</Table.Td>
                <Table.Td>
                  <LayerName
                    layer={layer}
                    open={open.has(layer.index)}
                    onToggle={() => toggle(layer.index)}
                  />
                </Table.Td>
                <Table.Td>
                  <code>{layer.inputs.join(", ")}</code>
                </Table.Td>
                <Table.Td className={classes.number ?? ""}>{formatNumber(layer.params)}</Table.Td>
                <Table.Td className={classes.number ?? ""}>{layer.tensors.length}</Table.Td>
              </Table.Tr>
              {open.has(layer.index) &&
                layer.tensors.map((tensor) => (
                  <Table.Tr key={tensor.name} className={classes.tensor ?? ""}>
                    <Table.Td />
                    <Table.Td>
                      <code>{tensor.name}</code>
                    </Table.Td>
                    <Table.Td colSpan={3} className={classes.number ?? ""}>
                      <code>{tensor.shape.length > 0 ? formatShape(tensor.shape) : "scalar"}</code>
                    </Table.Td>
                  </Table.Tr>
                ))}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

interface LayerNameProps {
  layer: Layer;
  open: boolean;
  onToggle: () => void;
}

function LayerName({ layer, open, onToggle }: LayerNameProps) {
  if (layer.tensors.length === 0) return <span className={classes.bare}>{layer.module}</span>;
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <button type="button" className={classes.toggle} aria-expanded={open} onClick={onToggle}>
      <Icon size={14} aria-hidden />
      {layer.module}
    </button>
  );
}
