import { useEffect, useRef, useState } from "react";
import type { ChartRequest, DrawnChart } from "./chart-request.ts";
import { ChartThread } from "./chart-thread.ts";

/** The chart as it is drawn meanwhile: undefined until the first one has come, and where none can be drawn. @param request undefined: none is wanted */
export function useChart(request: ChartRequest | undefined): DrawnChart {
  const thread = useRef<ChartThread>(undefined);
  const [drawn, setDrawn] = useState<{ readonly key: string; readonly chart: DrawnChart }>();
  const key = request === undefined ? "" : JSON.stringify(request);
  useEffect(() => {
    if (key === "") return undefined;
    let wanted = true;
    thread.current ??= new ChartThread();
    void thread.current.draw(JSON.parse(key) as ChartRequest).then((chart) => { // it was made of one just above
      if (wanted) setDrawn({ key, chart });
    });
    return () => {
      wanted = false;
    };
  }, [key]);
  useEffect(() => () => void thread.current?.close(), []);
  return drawn?.key === key ? drawn.chart : undefined;
}
