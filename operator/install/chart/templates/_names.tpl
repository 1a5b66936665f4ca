{{- define "zerohop.namespace" -}}
{{ .Values.namespaceOverride | default .Release.Namespace }}
{{- end }}

{{- define "zerohop.labels" -}}
app.kubernetes.io/name: zerohop-operator
app.kubernetes.io/part-of: zerohop
app.kubernetes.io/component: operator
{{- end }}

{{- /* Names of what is not in a namespace: one an installation. */ -}}
{{- define "zerohop.clusterName" -}}
{{- $namespace := include "zerohop.namespace" . -}}
zerohop-operator{{ if ne $namespace "zerohop-system" }}-{{ $namespace }}{{ end }}
{{- end }}

{{- define "zerohop.webhookName" -}}
{{- $namespace := include "zerohop.namespace" . -}}
zerohop-webhook{{ if ne $namespace "zerohop-system" }}-{{ $namespace }}{{ end }}
{{- end }}

{{- define "zerohop.image" -}}
{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "zerohop.runtimeImage" -}}
{{- with .Values.executor.image -}}
{{- if .repository -}}
{{ if .registry }}{{ .registry }}/{{ end }}{{ .repository }}{{ if .tag }}:{{ .tag }}{{ end }}
{{- else -}}
{{ include "zerohop.image" $ }}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "zerohop.ingress" -}}
{{- if .Values.istio.enabled }}istio{{ else if .Values.ambassador.enabled }}ambassador{{ else if .Values.gatewayApi.enabled }}gateway-api{{ else }}none{{ end }}
{{- end }}
