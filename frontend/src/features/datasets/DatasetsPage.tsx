import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Database, Import, Library } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import type { Action } from "../../app/actions";
import { Page } from "../../app/Page";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { matches } from "../../ui/matches";
import { notifyProblem } from "../../ui/notify";
import { SearchField } from "../../ui/SearchField";
import { ListSkeleton } from "../../ui/Skeletons";
import { CatalogDialog } from "./CatalogDialog";
import classes from "./DatasetsPage.module.css";
import { DatasetsTable } from "./DatasetsTable";
import { ImportDialog } from "./ImportDialog";
import { datasetsQuery, makeDemo } from "./queries";
import { useDatasetNews } from "./useDatasetNews";

export function DatasetsPage() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(datasetsQuery);
  const [params, setParams] = useSearchParams();
  const search = useRef<HTMLInputElement>(null);
  const asked = params.get("q") ?? "";
  const [query, setQuery] = useState(asked);
  const importing = params.has("import");
  const catalog = params.has("catalog");
  useDatasetNews();

  const { mutate: demo, isPending: demoStarts } = useMutation({
    mutationFn: makeDemo,
    onSuccess: () => client.invalidateQueries({ queryKey: ["datasets"] }),
    onError: notifyProblem,
  });

  const { openImport, actions } = useMemo(() => {
    const open = () =>
      setParams((now) => {
        now.set("import", "");
        return now;
      });
    const list: Action[] = [
      { label: "Import a data set", keys: "N", run: open },
      { label: "Make the demo data set", run: demo },
      { label: "Search data sets", keys: "/", run: () => search.current?.focus() },
    ];
    return { openImport: open, actions: list };
  }, [setParams, demo]);

  function set(name: string, value: string | null) {
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  }

  const importButton = (
    <>
      <Button
        variant="default"
        leftSection={<Library size={14} aria-hidden />}
        onClick={() => set("catalog", "1")}
      >
        Known sets
      </Button>
      <Button leftSection={<Import size={14} aria-hidden />} onClick={openImport}>
        Import
      </Button>
    </>
  );
  const found = data?.filter((one) =>
    matches(query, `${one.name} ${one.status} ${(one.classes ?? []).slice(0, 200).join(" ")}`),
  );

  return (
    <Page title="Datasets" main={importButton} actions={actions}>
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data || !found ? (
        <ListSkeleton rows={6} height={56} />
      ) : data.length === 0 ? (
        <EmptyState
          icon={Database}
          title="No data set yet"
          action={
            <Group gap="sm">
              <Button loading={demoStarts} onClick={() => demo()}>
                Make the demo set
              </Button>
              <Button variant="default" onClick={openImport}>
                Import
              </Button>
            </Group>
          }
        >
          Pictures and boxes to learn from. The demo set is 810 canvases with handwritten digits,
          made here in a few seconds; your own comes as YOLO, COCO JSON, Pascal VOC or a folder for
          each class.
        </EmptyState>
      ) : (
        <>
          <SearchField
            ref={search}
            label="Search data sets"
            placeholder="Search names and classes"
            className={classes.search}
            told={asked}
            onSearch={setQuery}
            onRest={(text) => set("q", text)}
          />
          {found.length > 0 ? (
            <DatasetsTable datasets={found} />
          ) : (
            <p role="status">No data set matches. {data.length} are hidden by the search.</p>
          )}
        </>
      )}
      {importing && <ImportDialog onClose={() => set("import", null)} />}
      {catalog && <CatalogDialog onClose={() => set("catalog", null)} />}
    </Page>
  );
}
