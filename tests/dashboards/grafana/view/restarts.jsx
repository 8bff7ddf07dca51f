// The dashboard's annotations as vertical lines, as Grafana draws them.
import { useLayoutEffect } from 'react';
import { askOverTime, expressionOf } from './prometheus.js';

function annotationsOf(dashboard) {
  return dashboard.annotations.list.filter((one) => one.expr && one.enable);
}

// The times, in milliseconds, that the annotations of a dashboard mark.
export async function loadAnnotations(dashboard, context) {
  const { prometheus, range } = context;
  const times = [];
  for (const { expr, useValueForTime } of annotationsOf(dashboard)) {
    const { expression, step } = expressionOf(expr, 1000, context);
    const { result } = await askOverTime(prometheus, expression, range, step);
    const points = result.flatMap((series) => series.values);
    times.push(...points.map(([time, value]) => (useValueForTime ? Number(value) : time * 1000)));
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
