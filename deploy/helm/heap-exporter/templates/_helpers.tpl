{{- define "heap-exporter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* A release that is called like the chart does not say it twice. */}}
{{- define "heap-exporter.fullname" -}}
{{- $name := include "heap-exporter.name" . -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $full .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "heap-exporter.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "heap-exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "heap-exporter.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "heap-exporter.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: metrics
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "heap-exporter.selectorLabels" . }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "heap-exporter.serviceAccountName" -}}
{{- $default := ternary (include "heap-exporter.fullname" .) "default" .Values.serviceAccount.create -}}
{{- default $default .Values.serviceAccount.name -}}
{{- end -}}

{{- define "heap-exporter.image" -}}
{{- with .Values.image -}}
{{- with .registry }}{{ . }}/{{ end -}}
{{- .repository -}}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ default $.Chart.AppVersion .tag }}{{ end -}}
{{- end -}}
{{- end -}}

{{- define "heap-exporter.servicePort" -}}
{{- default .Values.service.port .Values.service.servicePort -}}
{{- end -}}

{{/* Metadata of an object of the Prometheus Operator; takes the chart as "root" and its values. */}}
{{- define "heap-exporter.monitorMetadata" -}}
namespace: {{ default (include "heap-exporter.namespace" .root) .values.namespace | quote }}
labels:
  {{- include "heap-exporter.labels" .root | nindent 2 }}
  {{- with .values.additionalLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* What the specs of a ServiceMonitor and a PodMonitor have in common. */}}
{{- define "heap-exporter.monitorSpec" -}}
jobLabel: {{ .values.jobLabel | quote }}
selector:
  matchLabels:
    {{- include "heap-exporter.selectorLabels" .root | nindent 4 }}
namespaceSelector:
  matchNames: [{{ include "heap-exporter.namespace" .root | quote }}]
{{- with .values.podTargetLabels }}
podTargetLabels:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.sampleLimit }}
sampleLimit: {{ . }}
{{- end }}
{{- end -}}

{{/* And their endpoints. */}}
{{- define "heap-exporter.monitorEndpoint" -}}
port: {{ .root.Values.service.portName }}
scheme: {{ .values.scheme }}
{{- range $key := list "basicAuth" "tlsConfig" "interval" "scrapeTimeout" "relabelings" "metricRelabelings" }}
{{- with get $.values $key }}
{{ dict $key . | toYaml }}
{{- end }}
{{- end }}
{{- end -}}
