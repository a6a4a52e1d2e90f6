/** A variable of the dashboard as Grafana fills it in. */
export function variable(name: string): string {
  return `\${${name}}`;
}

export function datasourceVariable(name: string, source: string) {
  return {
    name,
    type: 'datasource',
    label: `Prometheus (${source})`,
    query: 'prometheus',
    hide: 0,
    refresh: 1,
    multi: false,
    includeAll: false,
    options: [],
  };
}

/** One of several names. */
export function listVariable(name: string, label: string, values: readonly string[]) {
  const options = values.map((value, index) => ({ selected: index === 0, text: value, value }));
  const [first = ''] = values;
  return {
    name,
    type: 'custom',
    label,
    query: values.join(','),
    current: { selected: true, text: first, value: first },
    hide: 0,
    multi: false,
    includeAll: false,
    options,
  };
}

/** Typed by the reader: versions come and go. */
export function textVariable(name: string, label: string, value: string) {
  const option = { selected: true, text: value, value };
  return { name, type: 'textbox', label, query: value, current: option, hide: 0, options: [option] };
}
