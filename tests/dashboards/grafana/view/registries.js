// What Grafana's application registers at its start: transformations, and how each setting of a
// field is applied. The defaults are those of the panels themselves.
import {
  FieldConfigOptionsRegistry, dataLinksOverrideProcessor, displayNameOverrideProcessor,
  identityOverrideProcessor, numberOverrideProcessor, standardTransformers,
  standardTransformersRegistry, stringOverrideProcessor, thresholdsOverrideProcessor,
  unitOverrideProcessor, valueMappingsOverrideProcessor,
} from '@grafana/data';

const STANDARD = {
  unit: unitOverrideProcessor,
  min: numberOverrideProcessor,
  max: numberOverrideProcessor,
  decimals: numberOverrideProcessor,
  displayName: displayNameOverrideProcessor,
  noValue: stringOverrideProcessor,
  color: identityOverrideProcessor,
  thresholds: thresholdsOverrideProcessor,
  mappings: valueMappingsOverrideProcessor,
  links: dataLinksOverrideProcessor,
};

export const CUSTOM_DEFAULTS = {
  timeseries: {
    drawStyle: 'line', lineInterpolation: 'linear', lineWidth: 1, lineStyle: { fill: 'solid' },
    fillOpacity: 0, gradientMode: 'none', showPoints: 'auto', pointSize: 5, spanNulls: false,
    axisPlacement: 'auto', axisLabel: '', axisColorMode: 'text', axisBorderShow: false,
    axisCenteredZero: false, axisSoftMax: undefined, scaleDistribution: { type: 'linear' },
    stacking: { mode: 'none', group: 'A' }, thresholdsStyle: { mode: 'off' },
    hideFrom: { legend: false, tooltip: false, viz: false }, barAlignment: 0, barWidthFactor: 0.6,
  },
  table: {
    align: 'auto', cellOptions: { type: 'auto' }, inspect: false, filterable: false,
    width: undefined, minWidth: undefined,
  },
  stat: {},
  bargauge: {},
};

function setting(id, path, process, extra) {
  const nothing = () => null;
  const shouldApply = () => true;
  return { id, path, name: id, process, shouldApply, override: nothing, editor: nothing, ...extra };
}

function customSetting(id, defaultValue) {
  const extra = { isCustom: true, defaultValue };
  return setting(`custom.${id}`, id, identityOverrideProcessor, extra);
}

export function fieldRegistry(panelType) {
  const custom = Object.entries(CUSTOM_DEFAULTS[panelType]);
  return new FieldConfigOptionsRegistry(() => [
    ...Object.entries(STANDARD).map(([id, process]) => setting(id, id, process)),
    ...custom.map(([id, defaultValue]) => customSetting(id, defaultValue)),
  ]);
}

export function fillRegistries() {
  const unique = new Map(Object.values(standardTransformers).map((one) => [one.id, one]));
  const editor = () => null;
  const entry = (transformation) => {
    const { id, name } = transformation;
    return { id, name, transformation, editor };
  };
  standardTransformersRegistry.setInit(() => [...unique.values()].map(entry));
}
