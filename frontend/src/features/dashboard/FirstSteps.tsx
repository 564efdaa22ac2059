import { Anchor, Button, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Circle, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { components } from "../../api/schema";
import { notifyDone, notifyProblem } from "../../ui/notify";
import { makeDemo } from "../datasets/queries";
import classes from "./FirstSteps.module.css";

type Stats = components["schemas"]["Stats"];

/** Whether there is something left to be shown the way to. */
export function hasFirstSteps(stats: Stats): boolean {
  return stats.datasets === 0 || stats.architectures === 0 || stats.runs === 0;
}

/** The way from an empty workspace to a model that learns. The first open step has the button. */
export function FirstSteps({ stats }: { stats: Stats }) {
  const steps: Omit<StepProps, "next">[] = [
    {
      title: "Get a data set",
      done: stats.datasets > 0,
      action: <DemoButton />,
      children: (
        <>
          The demo set has 810 pictures of handwritten digits and takes seconds to make. Or{" "}
          <Anchor component={Link} to="/datasets" inherit underline="always">
            import your own
          </Anchor>{" "}
          in YOLO, COCO or Pascal VOC form.
        </>
      ),
    },
    {
      title: "Write a module",
      done: stats.modules > 0,
      action: <StepLink to="/modules">Open the Module Designer</StepLink>,
      children: "A block of your own, checked as you write. You can leave this out.",
    },
    {
      title: "Draw an architecture",
      done: stats.architectures > 0,
      action: <StepLink to="/architectures">Open the Model Designer</StepLink>,
      children: "Begin with a copy of one that is shipped, and put your block into it.",
    },
    {
      title: "Start a run",
      done: stats.runs > 0,
      action: <StepLink to="/runs/new">New run</StepLink>,
      children: "Choose the three and watch it learn.",
    },
  ];
  const next = steps.findIndex((step) => !step.done);
  return (
    <section className={classes.steps} aria-labelledby="first-steps">
      <Title order={2} id="first-steps">
        First steps
      </Title>
      <ol>
        {steps.map((step, at) => (
          <Step key={step.title} {...step} next={at === next} />
        ))}
      </ol>
    </section>
  );
}

interface StepProps {
  title: string;
  done: boolean;
  next: boolean;
  action: ReactNode;
  children: ReactNode;
}

function Step({ title, done, next, action, children }: StepProps) {
  const Icon = done ? CircleCheck : Circle;
  return (
    <li data-done={done || undefined} data-next={next || undefined}>
      <Icon size={16} aria-label={done ? "Done" : "To do"} />
      <div className={classes.text}>
        <Text fw={600}>{title}</Text>
        <Text c="dimmed">{children}</Text>
      </div>
      {!done && action}
    </li>
  );
}

function StepLink({ to, children }: { to: string; children: string }) {
  return (
    <Button component={Link} to={to} variant="default">
      {children}
    </Button>
  );
}

function DemoButton() {
  const client = useQueryClient();
  const demo = useMutation({
    mutationFn: makeDemo,
    onSuccess: ({ name }) => {
      notifyDone(`The data set ${name} is being made`);
      void client.invalidateQueries({ queryKey: ["datasets"] });
    },
    onError: notifyProblem,
  });
  return (
    <Button loading={demo.isPending} disabled={demo.isSuccess} onClick={() => demo.mutate()}>
      {demo.isSuccess ? "Being made" : "Make the demo set"}
    </Button>
  );
}
