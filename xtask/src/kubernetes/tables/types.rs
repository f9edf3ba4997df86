//! Types of fields of which the schema says only "a quantity", "a number or a text" or nothing.
//!
//! Sources: the Go types of k8s.io/api (`ResourceList` is a type there, of which the schema shows only that it is a map), the fields'
//! documentation in them, and the validation that is named beside the rows.

use jke_import::types::{Body, Declaration, Field, Record, TypeExpr};

use super::Place;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Resources by name: cores, memory, disk, and counts of all others.
    ResourceList,
    /// What a ResourceQuota limits: the names of resources have prefixes, and kinds are counted.
    QuotaList,
    Memory,
    /// A count, or a part of the replicas.
    CountOrPercent,
    /// A port by its number, or by its name in the pod.
    PortOrName,
    /// Values that are not printed.
    Secrets,
}

pub const BY_FIELD: &[(Place, FieldType)] = &[
    // ResourceList in k8s.io/api/core/v1 and node/v1.
    (("core", "ContainerStatus", "allocatedResources"), FieldType::ResourceList),
    (("core", "LimitRangeItem", "default"), FieldType::ResourceList),
    (("core", "LimitRangeItem", "defaultRequest"), FieldType::ResourceList),
    (("core", "LimitRangeItem", "max"), FieldType::ResourceList),
    (("core", "LimitRangeItem", "min"), FieldType::ResourceList),
    (("core", "NodeStatus", "allocatable"), FieldType::ResourceList),
    (("core", "NodeStatus", "capacity"), FieldType::ResourceList),
    (("core", "PersistentVolumeClaimStatus", "allocatedResources"), FieldType::ResourceList),
    (("core", "PersistentVolumeClaimStatus", "capacity"), FieldType::ResourceList),
    (("core", "PersistentVolumeSpec", "capacity"), FieldType::ResourceList),
    (("core", "PodSpec", "overhead"), FieldType::ResourceList),
    (("core", "PodStatus", "allocatedResources"), FieldType::ResourceList),
    (("core", "ResourceRequirements", "limits"), FieldType::ResourceList),
    (("core", "ResourceRequirements", "requests"), FieldType::ResourceList),
    (("core", "VolumeResourceRequirements", "limits"), FieldType::ResourceList),
    (("core", "VolumeResourceRequirements", "requests"), FieldType::ResourceList),
    (("node", "Overhead", "podFixed"), FieldType::ResourceList),
    // kubernetes.io/docs/concepts/policy/resource-quotas
    (("core", "ResourceQuotaSpec", "hard"), FieldType::QuotaList),
    (("core", "ResourceQuotaStatus", "hard"), FieldType::QuotaList),
    (("core", "ResourceQuotaStatus", "used"), FieldType::QuotaList),
    // Sizes of disks, says the documentation of the fields.
    (("core", "EmptyDirVolumeSource", "sizeLimit"), FieldType::Memory),
    (("storage", "CSIStorageCapacity", "capacity"), FieldType::Memory),
    (("storage", "CSIStorageCapacity", "maximumVolumeSize"), FieldType::Memory),
    // ValidatePositiveIntOrPercent and IsNotMoreThan100Percent in pkg/apis/apps/validation and pkg/apis/policy/validation.
    (("apps", "RollingUpdateDaemonSet", "maxSurge"), FieldType::CountOrPercent),
    (("apps", "RollingUpdateDaemonSet", "maxUnavailable"), FieldType::CountOrPercent),
    (("apps", "RollingUpdateDeployment", "maxSurge"), FieldType::CountOrPercent),
    (("apps", "RollingUpdateDeployment", "maxUnavailable"), FieldType::CountOrPercent),
    (("apps", "RollingUpdateStatefulSetStrategy", "maxUnavailable"), FieldType::CountOrPercent),
    (("policy", "PodDisruptionBudgetSpec", "maxUnavailable"), FieldType::CountOrPercent),
    (("policy", "PodDisruptionBudgetSpec", "minAvailable"), FieldType::CountOrPercent),
    // ValidatePortNumOrName in pkg/apis/core/validation, and its like for network policies.
    (("core", "HTTPGetAction", "port"), FieldType::PortOrName),
    (("core", "ServicePort", "targetPort"), FieldType::PortOrName),
    (("core", "TCPSocketAction", "port"), FieldType::PortOrName),
    (("networking", "NetworkPolicyPort", "port"), FieldType::PortOrName),
    // The language keeps secrets out of all that is printed.
    (("core", "Secret", "data"), FieldType::Secrets),
    (("core", "Secret", "stringData"), FieldType::Secrets),
];

/// Definitions that are no records: what a field of that type takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    Quantity,
    /// Each field says in [`BY_FIELD`] which numbers and which texts.
    IntOrString,
    Time,
    MicroTime,
    Any,
    /// Sub-schemas of a CustomResourceDefinition, written in one of two forms: k8s.io/apiextensions-apiserver,
    /// pkg/apis/apiextensions/v1/marshal.go.
    SchemaOrBool,
    SchemaOrList,
    SchemaOrTexts,
}

pub const PLAIN: &[(&str, Plain)] = &[
    ("io.k8s.apimachinery.pkg.api.resource.Quantity", Plain::Quantity),
    ("io.k8s.apimachinery.pkg.util.intstr.IntOrString", Plain::IntOrString),
    ("io.k8s.apimachinery.pkg.apis.meta.v1.Time", Plain::Time),
    ("io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", Plain::MicroTime),
    ("io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1", Plain::Any),
    ("io.k8s.apimachinery.pkg.runtime.RawExtension", Plain::Any),
    ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON", Plain::Any),
    ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool", Plain::SchemaOrBool),
    ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray", Plain::SchemaOrList),
    ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray", Plain::SchemaOrTexts),
];

/// The record types that stand for maps of resources.
pub fn resource_lists() -> Vec<Declaration> {
    let resources = [("cpu", "Cpu"), ("memory", "Memory"), ("ephemeral-storage", "Memory"), ("storage", "Memory")];
    let quotas = ["requests.", "limits."].into_iter().flat_map(|prefix| resources.map(|(name, ty)| (format!("{prefix}{name}"), ty)));
    // There is no limit of storage: kubernetes.io/docs/concepts/policy/resource-quotas
    let quotas = quotas.filter(|(name, _)| name != "limits.storage");
    let plain = resources.map(|(name, ty)| (name.to_owned(), ty));
    vec![list("ResourceList", plain.clone().into_iter()), list("QuotaList", plain.into_iter().chain(quotas))]
}

fn list(name: &str, fields: impl Iterator<Item = (String, &'static str)>) -> Declaration {
    let fields = fields.map(|(name, ty)| Field::new(&name, TypeExpr::named(ty), true)).collect();
    let body = Body::Record(Record { fields, rest: Some(TypeExpr::named("Quantity")) });
    Declaration { name: name.to_owned(), docs: String::new(), kind: None, since: None, until: None, body }
}
