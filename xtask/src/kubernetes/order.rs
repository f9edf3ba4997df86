//! The order of fields in a declaration, which is that of the output: what people write first, then by name, then what holds most.

const FIRST: &[&str] = &[
    // Who it is.
    "apiVersion",
    "apiGroup",
    "kind",
    "metadata",
    "name",
    "generateName",
    "namespace",
    "labels",
    "annotations",
    "type",
    // What it works on.
    "key",
    "operator",
    "schedule",
    "scaleTargetRef",
    "replicas",
    "minReplicas",
    "maxReplicas",
    "minAvailable",
    "maxUnavailable",
    "serviceName",
    "selector",
    "strategy",
    "updateStrategy",
    "maxSkew",
    "topologyKey",
    "whenUnsatisfiable",
    "labelSelector",
    "roleRef",
    "subjects",
    // A pod and its containers.
    "image",
    "imagePullPolicy",
    "command",
    "args",
    "workingDir",
    "containerPort",
    "port",
    "targetPort",
    "protocol",
    "ports",
    "envFrom",
    "env",
    "requests",
    "limits",
    "resources",
    "httpGet",
    "grpc",
    "tcpSocket",
    "exec",
    "startupProbe",
    "livenessProbe",
    "readinessProbe",
    "lifecycle",
    "serviceAccountName",
    "automountServiceAccountToken",
    "imagePullSecrets",
    "securityContext",
    "mountPath",
    "volumeMounts",
    "initContainers",
    "containers",
    "volumes",
    // Requests from outside.
    "ingressClassName",
    "host",
    "path",
    "pathType",
    "tls",
    "rules",
    // A probe's and a metric's numbers.
    "metrics",
    "initialDelaySeconds",
    "periodSeconds",
    "timeoutSeconds",
    "successThreshold",
    "failureThreshold",
];

const LAST: &[&str] = &["jobTemplate", "template", "volumeClaimTemplates", "spec", "status"];

/// What fields are sorted by.
pub fn rank(field: &str) -> (usize, &str) {
    let place = |names: &[&str]| names.iter().position(|name| *name == field);
    match (place(FIRST), place(LAST)) {
        (Some(at), _) => (at, field),
        (None, None) => (FIRST.len(), field),
        (None, Some(at)) => (FIRST.len() + 1 + at, field),
    }
}
