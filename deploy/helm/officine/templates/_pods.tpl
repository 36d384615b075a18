{{/* What every pod of this chart has in common: it is restricted, writes nothing, and talks to no Kubernetes API. */}}

{{- define "officine.podSecurityContext" -}}
{{- $ours := dict "runAsNonRoot" true "runAsUser" 65532 "runAsGroup" 65532 "fsGroup" 65532 "fsGroupChangePolicy" "OnRootMismatch" "seccompProfile" (dict "type" "RuntimeDefault") -}}
{{- toYaml (mergeOverwrite $ours (deepCopy .Values.podSecurityContext)) -}}
{{- end -}}

{{- define "officine.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* Arguments: root, section (may be absent), serviceAccount. */}}
{{- define "officine.podBasics" -}}
serviceAccountName: {{ .serviceAccount }}
automountServiceAccountToken: false
# Officine refuses settings that it does not know; Kubernetes would add some for every Service of the namespace.
enableServiceLinks: false
securityContext: {{ include "officine.podSecurityContext" .root | nindent 2 }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .section }}
{{- with .nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
What rolls pods: the content of every object of this chart that they mount, and the version that an operator gives to Secrets.
Settings need no checksum: they are part of the pod. Arguments: root, component.
*/}}
{{- define "officine.checksums" -}}
{{- $v := .root.Values -}}
{{- $content := list -}}
{{- if has .component (list "verification" "auth-token" "availability-monitor") }}{{ $content = list $v.mysecu.trust.certificates $v.mysecu.wire }}{{ end -}}
{{- if eq .component "availability-monitor" }}{{ $content = append $content $v.availabilityMonitor.plan }}{{ end -}}
checksum/config: {{ toJson $content | sha256sum }}
checksum/secrets: {{ $v.secrets.version | toString | sha256sum }}
{{- end -}}

{{/* Arguments: root, component, section. */}}
{{- define "officine.topologySpread" -}}
{{- $selector := include "officine.selectorLabels" . | fromYaml -}}
{{- range $key, $how := dict "topology.kubernetes.io/zone" .section.topologySpread.zones "kubernetes.io/hostname" .section.topologySpread.nodes }}
{{- if ne $how "off" }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: {{ $how }}
  labelSelector: { matchLabels: {{ toJson $selector }} }
  # Old and new replicas of a rolling update are spread apart from each other.
  matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}
{{- end -}}
