//! The order in which the kinds of an instance are applied: what others need comes first.

/// Kinds that are applied together, in the order of their groups. Kinds of nobody here, custom resources most of all, come last.
const GROUPS: &[&[&str]] = &[
    &["Namespace"],
    &["CustomResourceDefinition"],
    &["PriorityClass"],
    &["StorageClass"],
    &["ResourceQuota", "LimitRange"],
    &["ServiceAccount"],
    &["ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"],
    &["Secret", "ExternalSecret", "SealedSecret"],
    &["ConfigMap"],
    &["PersistentVolume", "PersistentVolumeClaim"],
    &["Service"],
    &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Job", "CronJob"],
    &["HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"],
    &["GatewayClass", "Gateway", "IngressClass", "Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"],
];

/// The place of a kind's group.
pub(crate) fn rank(kind: &str) -> usize {
    GROUPS.iter().position(|group| group.contains(&kind)).unwrap_or(GROUPS.len())
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn what_others_need_comes_first_and_the_unknown_last() {
        let order = [
            "Namespace",
            "ServiceAccount",
            "RoleBinding",
            "Secret",
            "ConfigMap",
            "Service",
            "Deployment",
            "NetworkPolicy",
            "HTTPRoute",
            "ServiceMonitor",
        ];
        assert!(order.windows(2).all(|pair| rank(pair[0]) < rank(pair[1])));
        assert_eq!(rank("Deployment"), rank("CronJob"));
    }
}
