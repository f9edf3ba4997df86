//! What the names of objects may be, and formats that the schema names.

use jke_import::types::{Body, Declaration, Literal, Refinement, TypeExpr};

/// A part of a domain's name: RFC 1123.
const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

/// The kinds of each group and the rule of their names. What is not listed here follows `PathSegment`.
///
/// `NameIsDNSSubdomain` and its like are the functions that the kinds' validation passes to ValidateObjectMeta: pkg/apis/<group>/
/// validation/validation.go, where not said otherwise. Names of all forms were tried on a server of v1.37.
pub const RULES: &[(&str, &str, &[&str])] = &[
    (
        "admissionregistration",
        "DnsSubdomain",
        &[
            "MutatingAdmissionPolicy",
            "MutatingAdmissionPolicyBinding",
            "MutatingWebhookConfiguration",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "ValidatingWebhookConfiguration",
        ],
    ),
    // k8s.io/apiextensions-apiserver, pkg/apis/apiextensions/validation; the name is `<plural>.<group>`.
    ("apiextensions", "DnsSubdomain", &["CustomResourceDefinition"]),
    ("apps", "DnsSubdomain", &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet"]),
    // ValidateStatefulSetName of newer servers: the names of its pods are their host names.
    ("apps", "DnsLabel", &["StatefulSet"]),
    ("autoscaling", "DnsSubdomain", &["HorizontalPodAutoscaler"]),
    // The name becomes the value of a label of its pods.
    ("batch", "JobName", &["Job"]),
    // ValidateCronJobCreate: 11 characters are left for what its jobs are told apart by.
    ("batch", "CronJobName", &["CronJob"]),
    ("certificates", "DnsSubdomain", &["PodCertificateRequest"]),
    ("coordination", "DnsSubdomain", &["Lease", "LeaseCandidate"]),
    (
        "core",
        "DnsSubdomain",
        &[
            "ConfigMap",
            "Endpoints",
            "LimitRange",
            "Node",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "Pod",
            "PodTemplate",
            "ReplicationController",
            "ResourceQuota",
            "Secret",
            "ServiceAccount",
        ],
    ),
    // ValidateNamespaceName
    ("core", "DnsLabel", &["Namespace"]),
    // ValidateServiceName; KEP-5311 lets newer servers take any DNS label.
    ("core", "DnsLabel1035", &["Service"]),
    ("discovery", "DnsSubdomain", &["EndpointSlice"]),
    ("events", "DnsSubdomain", &["Event"]),
    ("flowcontrol", "DnsSubdomain", &["FlowSchema", "PriorityLevelConfiguration"]),
    ("networking", "DnsSubdomain", &["Ingress", "IngressClass", "NetworkPolicy", "ServiceCIDR"]),
    ("node", "DnsSubdomain", &["RuntimeClass"]),
    ("resource", "DnsSubdomain", &["DeviceClass", "DeviceTaintRule", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"]),
    ("scheduling", "DnsSubdomain", &["PriorityClass", "Workload"]),
    (
        "storage",
        "DnsSubdomain",
        &["CSIDriver", "CSINode", "CSIStorageCapacity", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"],
    ),
    ("storagemigration", "DnsSubdomain", &["StorageVersionMigration"]),
];

/// Groups whose kinds are questions to the API server, which keeps none of them: they need no name.
pub const NAMELESS: &[&str] = &["authentication", "authorization"];

/// The types of names: IsDNS1123Label, IsDNS1035Label and IsDNS1123Subdomain in k8s.io/apimachinery, pkg/util/validation, and
/// IsValidPathSegmentName in its pkg/api/validation/path, which rest.BeforeCreate of the API server asks of every name.
pub fn rules() -> Vec<Declaration> {
    vec![
        alias("DnsLabel", text(Some(63), LABEL)),
        alias("DnsLabel1035", text(Some(63), "[a-z]([-a-z0-9]*[a-z0-9])?")),
        alias("DnsSubdomain", text(Some(253), &format!("{LABEL}(\\.{LABEL})*"))),
        alias("CronJobName", refined("DnsSubdomain", vec![length(52)])),
        alias("JobName", refined("DnsSubdomain", vec![length(63)])),
        // Anything but `.`, `..`, and what holds a `/` or a `%`.
        alias("PathSegment", text(None, "[^/%]*[^/%.][^/%]*|\\.\\.\\.+")),
    ]
}

/// The types of the schema's formats.
pub fn formats() -> Vec<Declaration> {
    let day = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}";
    let zone = "(Z|[+-][0-9]{2}:[0-9]{2})";
    // One character of base64; Go's decoder skips line breaks.
    let digit = "[A-Za-z0-9+/][\\r\\n]*";
    let end = "=[\\r\\n]*";
    let int32 = Refinement::Range { from: Some(Literal::Int(i32::MIN.into())), to: Some(Literal::Int(i32::MAX.into())) };
    vec![
        alias("Int32", refined("Int", vec![int32])),
        // RFC 3339, as Go's time.Parse reads it: k8s.io/apimachinery, pkg/apis/meta/v1/time.go and micro_time.go.
        alias("Time", text(None, &format!("{day}([.,][0-9]+)?{zone}"))),
        alias("MicroTime", text(None, &format!("{day}\\.[0-9]{{6}}{zone}"))),
        // RFC 4648, section 4.
        alias("Base64", text(None, &format!("[\\r\\n]*(({digit}){{4}})*(({digit}){{2}}{end}{end}|({digit}){{3}}{end})?"))),
        // A name that the kind `Secret` does not hide.
        alias("SecretValue", TypeExpr::named("Secret")),
    ]
}

pub fn alias(name: &str, ty: TypeExpr) -> Declaration {
    Declaration { name: name.to_owned(), docs: String::new(), kind: None, since: None, until: None, body: Body::Alias(ty) }
}

fn text(most: Option<i64>, pattern: &str) -> TypeExpr {
    let pattern = Refinement::Pattern(pattern.to_owned());
    refined("String", most.map(length).into_iter().chain([pattern]).collect())
}

fn length(most: i64) -> Refinement {
    Refinement::Range { from: Some(Literal::Int(1)), to: Some(Literal::Int(most)) }
}

fn refined(base: &str, refinements: Vec<Refinement>) -> TypeExpr {
    TypeExpr::Refined { base: Box::new(TypeExpr::named(base)), refinements }
}
