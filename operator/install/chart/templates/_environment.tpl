{{- /* Seldon's names of variables where they mean the same. */ -}}
{{- define "zerohop.environment" -}}
- name: POD_NAME
  valueFrom: { fieldRef: { apiVersion: v1, fieldPath: metadata.name } }
- name: POD_NAMESPACE
  valueFrom: { fieldRef: { apiVersion: v1, fieldPath: metadata.namespace } }
- name: ZEROHOP_IMAGE
  value: {{ include "zerohop.runtimeImage" . }}
- name: ZEROHOP_INGRESS
  value: {{ include "zerohop.ingress" . }}
{{- if .Values.singleNamespace }}
- name: WATCH_NAMESPACE
  value: {{ include "zerohop.namespace" . }}
{{- end }}
{{- $unit := .Values.predictiveUnit }}
{{- $executor := .Values.executor }}
{{- /* What is not said here is what the operator knows by itself. */ -}}
{{- $settings := list
  (list "CONTROLLER_ID" .Values.controllerId "")
  (list "KEDA_ENABLED" .Values.keda.enabled false)
  (list "ZEROHOP_GATEWAY" .Values.gatewayApi.gateway "")
  (list "ISTIO_GATEWAY" .Values.istio.gateway "istio-system/seldon-gateway")
  (list "ISTIO_TLS_MODE" .Values.istio.tlsMode "")
  (list "AMBASSADOR_SINGLE_NAMESPACE" .Values.ambassador.singleNamespace false)
  (list "DEFAULT_USER_ID" .Values.defaultUserID "")
  (list "SELDON_LOG_LEVEL" .Values.manager.logLevel "INFO")
  (list "PREDICTIVE_UNIT_HTTP_SERVICE_PORT" ($unit.httpPort | int) 9000)
  (list "PREDICTIVE_UNIT_GRPC_SERVICE_PORT" ($unit.grpcPort | int) 9500)
  (list "PREDICTIVE_UNIT_METRICS_PORT_NAME" $unit.metricsPortName "metrics")
  (list "PREDICTIVE_UNIT_DEFAULT_ENV_SECRET_REF_NAME" $unit.defaultEnvSecretRefName "")
  (list "EXECUTOR_CONTAINER_IMAGE_PULL_POLICY" $executor.image.pullPolicy "IfNotPresent")
  (list "EXECUTOR_PROMETHEUS_PATH" $executor.prometheus.path "/prometheus")
  (list "EXECUTOR_REQUEST_LOGGER_DEFAULT_ENDPOINT" $executor.requestLogger.defaultEndpoint "http://default-broker")
  (list "EXECUTOR_CONTAINER_SERVICE_ACCOUNT_NAME" $executor.serviceAccount.name "")
}}
{{- range $settings }}
{{- if ne (index . 1 | toString) (index . 2 | toString) }}
- name: {{ index . 0 }}
  value: {{ index . 1 | toString | quote }}
{{- end }}
{{- end }}
{{- end }}
