// The dashboard's annotations as vertical lines, as Grafana draws them.
import { useLayoutEffect } from 'react';
import { ask, expressionOf } from './prometheus.js';

// The times, in milliseconds, that the annotations of a dashboard mark.
export async function loadAnnotations(dashboard, context) {
  const { prometheus, range } = context;
  const times = [];
  for (const annotation of dashboard.annotations.list.filter((one) => one.expr && one.enable)) {
    const { expression, step } = expressionOf(annotation.expr, 1000, context);
    const { result } = await ask(prometheus, 'query_range', { query: expression, start: range.from, end: range.to, step });
    times.push(...result.flatMap((series) => series.values.map(([time, value]) => Number(annotation.useValueForTime ? value : time * 1000))));
  }
  return [...new Set(times)].filter((time) => time >= range.from * 1000);
}

export function Restarts({ config, context }) {
  useLayoutEffect(() => {
    config.addHook('draw', (plot) => {
      const { ctx, bbox } = plot;
      ctx.save();
      ctx.setLineDash([5, 5]);
      ctx.strokeStyle = context.theme.visualization.getColorByName('purple');
      for (const time of context.annotations) {
        const x = plot.valToPos(time, 'x', true);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
      }
      ctx.restore();
    });
  }, [config, context]);
  return null;
}
