//! Every manifest of every kind, read into its type of `k8s-openapi` and written again, is the same: neither knows a field that the other
//! lacks.

use std::fmt::Debug;

use k8s_openapi::api::{
    admissionregistration, apiserverinternal, apps, authentication, authorization, autoscaling, batch, certificates, coordination, core,
    discovery, events, flowcontrol, networking, node, policy, rbac, resource, scheduling, storage, storagemigration,
};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions;
use k8s_openapi::kube_aggregator::pkg::apis::apiregistration;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The newest version of Kubernetes that `k8s-openapi` has.
pub const VERSION: &str = "1.36";

/// How a kind, by `apiVersion` and `kind`, is read and written again.
type Row = (&'static str, &'static str, fn(&Value));

const KINDS: &[Row] = &[
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", same::<admissionregistration::v1::MutatingAdmissionPolicy>),
    (
        "admissionregistration.k8s.io/v1",
        "MutatingAdmissionPolicyBinding",
        same::<admissionregistration::v1::MutatingAdmissionPolicyBinding>,
    ),
    ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", same::<admissionregistration::v1::MutatingWebhookConfiguration>),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", same::<admissionregistration::v1::ValidatingAdmissionPolicy>),
    (
        "admissionregistration.k8s.io/v1",
        "ValidatingAdmissionPolicyBinding",
        same::<admissionregistration::v1::ValidatingAdmissionPolicyBinding>,
    ),
    (
        "admissionregistration.k8s.io/v1",
        "ValidatingWebhookConfiguration",
        same::<admissionregistration::v1::ValidatingWebhookConfiguration>,
    ),
    ("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicy", same::<admissionregistration::v1alpha1::MutatingAdmissionPolicy>),
    (
        "admissionregistration.k8s.io/v1alpha1",
        "MutatingAdmissionPolicyBinding",
        same::<admissionregistration::v1alpha1::MutatingAdmissionPolicyBinding>,
    ),
    ("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicy", same::<admissionregistration::v1beta1::MutatingAdmissionPolicy>),
    (
        "admissionregistration.k8s.io/v1beta1",
        "MutatingAdmissionPolicyBinding",
        same::<admissionregistration::v1beta1::MutatingAdmissionPolicyBinding>,
    ),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition", same::<apiextensions::v1::CustomResourceDefinition>),
    ("apiregistration.k8s.io/v1", "APIService", same::<apiregistration::v1::APIService>),
    ("apps/v1", "ControllerRevision", same::<apps::v1::ControllerRevision>),
    ("apps/v1", "DaemonSet", same::<apps::v1::DaemonSet>),
    ("apps/v1", "Deployment", same::<apps::v1::Deployment>),
    ("apps/v1", "ReplicaSet", same::<apps::v1::ReplicaSet>),
    ("apps/v1", "StatefulSet", same::<apps::v1::StatefulSet>),
    ("authentication.k8s.io/v1", "SelfSubjectReview", same::<authentication::v1::SelfSubjectReview>),
    ("authentication.k8s.io/v1", "TokenReview", same::<authentication::v1::TokenReview>),
    ("authorization.k8s.io/v1", "LocalSubjectAccessReview", same::<authorization::v1::LocalSubjectAccessReview>),
    ("authorization.k8s.io/v1", "SelfSubjectAccessReview", same::<authorization::v1::SelfSubjectAccessReview>),
    ("authorization.k8s.io/v1", "SelfSubjectRulesReview", same::<authorization::v1::SelfSubjectRulesReview>),
    ("authorization.k8s.io/v1", "SubjectAccessReview", same::<authorization::v1::SubjectAccessReview>),
    ("autoscaling/v1", "HorizontalPodAutoscaler", same::<autoscaling::v1::HorizontalPodAutoscaler>),
    ("autoscaling/v2", "HorizontalPodAutoscaler", same::<autoscaling::v2::HorizontalPodAutoscaler>),
    ("batch/v1", "CronJob", same::<batch::v1::CronJob>),
    ("batch/v1", "Job", same::<batch::v1::Job>),
    ("certificates.k8s.io/v1", "CertificateSigningRequest", same::<certificates::v1::CertificateSigningRequest>),
    ("certificates.k8s.io/v1alpha1", "ClusterTrustBundle", same::<certificates::v1alpha1::ClusterTrustBundle>),
    ("certificates.k8s.io/v1beta1", "ClusterTrustBundle", same::<certificates::v1beta1::ClusterTrustBundle>),
    ("certificates.k8s.io/v1beta1", "PodCertificateRequest", same::<certificates::v1beta1::PodCertificateRequest>),
    ("coordination.k8s.io/v1", "Lease", same::<coordination::v1::Lease>),
    ("coordination.k8s.io/v1alpha2", "LeaseCandidate", same::<coordination::v1alpha2::LeaseCandidate>),
    ("coordination.k8s.io/v1beta1", "LeaseCandidate", same::<coordination::v1beta1::LeaseCandidate>),
    ("discovery.k8s.io/v1", "EndpointSlice", same::<discovery::v1::EndpointSlice>),
    ("events.k8s.io/v1", "Event", same::<events::v1::Event>),
    ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", same::<flowcontrol::v1::FlowSchema>),
    ("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", same::<flowcontrol::v1::PriorityLevelConfiguration>),
    ("internal.apiserver.k8s.io/v1alpha1", "StorageVersion", same::<apiserverinternal::v1alpha1::StorageVersion>),
    ("networking.k8s.io/v1", "IPAddress", same::<networking::v1::IPAddress>),
    ("networking.k8s.io/v1", "Ingress", same::<networking::v1::Ingress>),
    ("networking.k8s.io/v1", "IngressClass", same::<networking::v1::IngressClass>),
    ("networking.k8s.io/v1", "NetworkPolicy", same::<networking::v1::NetworkPolicy>),
    ("networking.k8s.io/v1", "ServiceCIDR", same::<networking::v1::ServiceCIDR>),
    ("networking.k8s.io/v1beta1", "IPAddress", same::<networking::v1beta1::IPAddress>),
    ("networking.k8s.io/v1beta1", "ServiceCIDR", same::<networking::v1beta1::ServiceCIDR>),
    ("node.k8s.io/v1", "RuntimeClass", same::<node::v1::RuntimeClass>),
    ("policy/v1", "PodDisruptionBudget", same::<policy::v1::PodDisruptionBudget>),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", same::<rbac::v1::ClusterRole>),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", same::<rbac::v1::ClusterRoleBinding>),
    ("rbac.authorization.k8s.io/v1", "Role", same::<rbac::v1::Role>),
    ("rbac.authorization.k8s.io/v1", "RoleBinding", same::<rbac::v1::RoleBinding>),
    ("resource.k8s.io/v1", "DeviceClass", same::<resource::v1::DeviceClass>),
    ("resource.k8s.io/v1", "ResourceClaim", same::<resource::v1::ResourceClaim>),
    ("resource.k8s.io/v1", "ResourceClaimTemplate", same::<resource::v1::ResourceClaimTemplate>),
    ("resource.k8s.io/v1", "ResourceSlice", same::<resource::v1::ResourceSlice>),
    ("resource.k8s.io/v1alpha3", "DeviceTaintRule", same::<resource::v1alpha3::DeviceTaintRule>),
    ("resource.k8s.io/v1alpha3", "ResourcePoolStatusRequest", same::<resource::v1alpha3::ResourcePoolStatusRequest>),
    ("resource.k8s.io/v1beta1", "DeviceClass", same::<resource::v1beta1::DeviceClass>),
    ("resource.k8s.io/v1beta1", "ResourceClaim", same::<resource::v1beta1::ResourceClaim>),
    ("resource.k8s.io/v1beta1", "ResourceClaimTemplate", same::<resource::v1beta1::ResourceClaimTemplate>),
    ("resource.k8s.io/v1beta1", "ResourceSlice", same::<resource::v1beta1::ResourceSlice>),
    ("resource.k8s.io/v1beta2", "DeviceClass", same::<resource::v1beta2::DeviceClass>),
    ("resource.k8s.io/v1beta2", "DeviceTaintRule", same::<resource::v1beta2::DeviceTaintRule>),
    ("resource.k8s.io/v1beta2", "ResourceClaim", same::<resource::v1beta2::ResourceClaim>),
    ("resource.k8s.io/v1beta2", "ResourceClaimTemplate", same::<resource::v1beta2::ResourceClaimTemplate>),
    ("resource.k8s.io/v1beta2", "ResourceSlice", same::<resource::v1beta2::ResourceSlice>),
    ("scheduling.k8s.io/v1", "PriorityClass", same::<scheduling::v1::PriorityClass>),
    ("scheduling.k8s.io/v1alpha2", "PodGroup", same::<scheduling::v1alpha2::PodGroup>),
    ("scheduling.k8s.io/v1alpha2", "Workload", same::<scheduling::v1alpha2::Workload>),
    ("storage.k8s.io/v1", "CSIDriver", same::<storage::v1::CSIDriver>),
    ("storage.k8s.io/v1", "CSINode", same::<storage::v1::CSINode>),
    ("storage.k8s.io/v1", "CSIStorageCapacity", same::<storage::v1::CSIStorageCapacity>),
    ("storage.k8s.io/v1", "StorageClass", same::<storage::v1::StorageClass>),
    ("storage.k8s.io/v1", "VolumeAttachment", same::<storage::v1::VolumeAttachment>),
    ("storage.k8s.io/v1", "VolumeAttributesClass", same::<storage::v1::VolumeAttributesClass>),
    ("storage.k8s.io/v1beta1", "VolumeAttributesClass", same::<storage::v1beta1::VolumeAttributesClass>),
    ("storagemigration.k8s.io/v1beta1", "StorageVersionMigration", same::<storagemigration::v1beta1::StorageVersionMigration>),
    ("v1", "Binding", same::<core::v1::Binding>),
    ("v1", "ConfigMap", same::<core::v1::ConfigMap>),
    ("v1", "Endpoints", same::<core::v1::Endpoints>),
    ("v1", "Event", same::<core::v1::Event>),
    ("v1", "LimitRange", same::<core::v1::LimitRange>),
    ("v1", "Namespace", same::<core::v1::Namespace>),
    ("v1", "Node", same::<core::v1::Node>),
    ("v1", "PersistentVolume", same::<core::v1::PersistentVolume>),
    ("v1", "PersistentVolumeClaim", same::<core::v1::PersistentVolumeClaim>),
    ("v1", "Pod", same::<core::v1::Pod>),
    ("v1", "PodTemplate", same::<core::v1::PodTemplate>),
    ("v1", "ReplicationController", same::<core::v1::ReplicationController>),
    ("v1", "ResourceQuota", same::<core::v1::ResourceQuota>),
    ("v1", "Secret", same::<core::v1::Secret>),
    ("v1", "Service", same::<core::v1::Service>),
    ("v1", "ServiceAccount", same::<core::v1::ServiceAccount>),
];

#[track_caller]
pub fn read_and_written_again(manifest: &Value) {
    let row = KINDS.iter().find(|(api_version, kind, _)| manifest["apiVersion"] == *api_version && manifest["kind"] == *kind);
    let (.., same) = row.unwrap_or_else(|| panic!("there is no type for {manifest}"));
    same(manifest);
}

fn same<T: DeserializeOwned + Serialize + Debug>(manifest: &Value) {
    let read: T = serde_json::from_value(manifest.clone()).unwrap_or_else(|error| panic!("{error} in {manifest}"));
    let written = serde_json::to_value(&read).expect("what was read can be written");
    assert_eq!(written, *manifest);
}
