//! What `Application` and `Worker` make of an app's fields, and what they refuse: source text to manifests and messages.

use std::sync::Arc;

use jke_session::{Built, Request, Secrets, Session};
use jke_text::MemoryLoader;
use serde_json::{Value, json};

const SMALLEST: &str = "image = \"acme/web:1.0\"\n";

/// A project of one app, `web`, which is built for its one target.
fn build(module: &str, app: &str, platform: &str) -> Result<Vec<Value>, Vec<String>> {
    let files = [
        ("project.jke", "project shop {}\n".to_owned()),
        ("platform.jke", format!("platform: Platform {{\n{platform}\n}}\n")),
        ("web.jke", format!("let password: Secret = \"swordfish\"\napp web: {module} {{\n{app}\n}}\n")),
    ];
    let loader = MemoryLoader::new(files.iter().map(|(path, text)| (*path, text.as_str())));
    let snapshot = Session::new().snapshot(Arc::new(loader));
    let request = Request { targets: snapshot.project().targets.clone(), secrets: Secrets::Plain, ..Request::default() };
    let Built { diagnostics, targets } = snapshot.build(&request);
    if !diagnostics.is_empty() {
        return Err(diagnostics.iter().map(|diagnostic| format!("{}: {}", diagnostic.code, diagnostic.message)).collect());
    }
    let documents = targets.into_iter().flat_map(|target| target.documents);
    Ok(documents.map(|document| serde_yaml::from_slice(&document.bytes).expect("manifests are YAML")).collect())
}

fn manifests(app: &str) -> Vec<Value> {
    build("Application", app, "").unwrap_or_else(|told| panic!("{told:?} in {app}"))
}

fn kinds(manifests: &[Value]) -> Vec<&str> {
    manifests.iter().filter_map(|manifest| manifest["kind"].as_str()).collect()
}

fn of_kind<'a>(manifests: &'a [Value], kind: &str) -> &'a Value {
    manifests.iter().find(|manifest| manifest["kind"] == kind).unwrap_or_else(|| panic!("no {kind} among {:?}", kinds(manifests)))
}

/// The pod of the only Deployment.
fn pod(manifests: &[Value]) -> &Value {
    &of_kind(manifests, "Deployment")["spec"]["template"]["spec"]
}

fn mistakes(app: &str, platform: &str) -> Vec<String> {
    build("Application", app, platform).expect_err("the app is wrong")
}

// ── what it emits ────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_smallest_app_is_right_for_production() {
    let found = manifests(SMALLEST);
    assert_eq!(kinds(&found), ["Namespace", "ServiceAccount", "Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget"]);
    let pod = pod(&found);
    assert_eq!(pod["securityContext"], json!({ "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } }));
    assert_eq!(pod["automountServiceAccountToken"], false);
    let container = &pod["containers"][0];
    assert_eq!(container["name"], "web");
    assert_eq!(container["securityContext"]["capabilities"]["drop"], json!(["ALL"]));
    assert_eq!(container["resources"], json!({ "requests": { "cpu": "100m", "memory": "128Mi" }, "limits": { "memory": "128Mi" } }));
    assert_eq!(container["volumeMounts"], json!([{ "name": "web-tmp", "mountPath": "/tmp" }]));
    assert_eq!(pod["volumes"], json!([{ "name": "web-tmp", "emptyDir": {} }]));
}

#[test]
fn the_namespace_holds_pods_to_the_platforms_profile() {
    let found = build("Application", SMALLEST, "security = \"baseline\"\nkubernetes = \"1.35\"").expect("it is right");
    let labels = &of_kind(&found, "Namespace")["metadata"]["labels"];
    assert_eq!(labels["pod-security.kubernetes.io/enforce"], "baseline");
    assert_eq!(labels["pod-security.kubernetes.io/enforce-version"], "v1.35");
    let pod = pod(&found);
    assert_eq!(pod["securityContext"], json!({ "seccompProfile": { "type": "RuntimeDefault" } }));
    assert_eq!(pod["containers"][0]["securityContext"], json!({ "allowPrivilegeEscalation": false }));
}

#[test]
fn replicas_are_the_autoscalers_where_there_is_one() {
    let scaled = manifests(&format!("{SMALLEST}scale.min = 3"));
    assert_eq!(of_kind(&scaled, "Deployment")["spec"].get("replicas"), None);
    let spec = &of_kind(&scaled, "HorizontalPodAutoscaler")["spec"];
    assert_eq!((&spec["minReplicas"], &spec["maxReplicas"]), (&json!(3), &json!(15)));
    let fixed = manifests(&format!("{SMALLEST}scale {{ min = 1, max = 1 }}"));
    assert_eq!(kinds(&fixed), ["Namespace", "ServiceAccount", "Deployment"]);
    assert_eq!(of_kind(&fixed, "Deployment")["spec"]["replicas"], 1);
    assert_eq!(pod(&fixed).get("topologySpreadConstraints"), None);
}

#[test]
fn ports_bring_a_service_and_probes() {
    let found = manifests(&format!("{SMALLEST}ports.http = 8080\nports.admin = PortSpec {{ port = 9000, service = 90 }}"));
    assert_eq!(
        of_kind(&found, "Service")["spec"]["ports"],
        json!([
            { "name": "http", "port": 8080, "targetPort": "http", "protocol": "TCP", "appProtocol": "http" },
            { "name": "admin", "port": 90, "targetPort": "admin", "protocol": "TCP" },
        ])
    );
    let container = &pod(&found)["containers"][0];
    assert_eq!(container["readinessProbe"]["tcpSocket"]["port"], "http");
    assert_eq!(container["startupProbe"]["failureThreshold"], 6);
    assert_eq!(container["lifecycle"]["preStop"]["sleep"]["seconds"], 5);
    let silent = manifests(&format!("{SMALLEST}ports.http = 8080\nhealth = none"));
    assert_eq!(pod(&silent)["containers"][0].get("readinessProbe"), None);
}

#[test]
fn health_says_how_to_ask() {
    let probes = |health: &str| {
        let found = manifests(&format!("{SMALLEST}ports.main = 8080\nhealth {{ {health} }}"));
        let container = &pod(&found)["containers"][0];
        (container["readinessProbe"].clone(), container["livenessProbe"].clone())
    };
    let (ready, live) = probes("path = \"/ready\", headers.Host = \"web\"");
    assert_eq!(ready["httpGet"], json!({ "path": "/ready", "port": "main", "httpHeaders": [{ "name": "Host", "value": "web" }] }));
    assert_eq!(live["tcpSocket"], json!({ "port": "main" }));
    let (_, live) = probes("path = \"/ready\", live = \"/live\"");
    assert_eq!(live["httpGet"], json!({ "path": "/live", "port": "main" }));
    let (ready, _) = probes("grpc = true, timeout = 2s");
    assert_eq!((&ready["grpc"]["port"], &ready["timeoutSeconds"]), (&json!(8080), &json!(2)));
    let (ready, live) = probes("command = [\"true\"]");
    assert_eq!((&ready["exec"]["command"], &live["exec"]["command"]), (&json!(["true"]), &json!(["true"])));
}

#[test]
fn a_changed_file_restarts_the_pods() {
    let with = |text: &str| manifests(&format!("{SMALLEST}files.\"/etc/web/main.conf\" = \"{text}\""));
    let (one, other) = (with("a"), with("b"));
    let config = of_kind(&one, "ConfigMap");
    assert_eq!((&config["immutable"], &config["data"]), (&json!(true), &json!({ "etc_web_main.conf": "a" })));
    assert_ne!(config["metadata"]["name"], of_kind(&other, "ConfigMap")["metadata"]["name"]);
    let pod = pod(&one);
    assert_eq!(pod["volumes"][0], json!({ "name": "web-files", "configMap": { "name": config["metadata"]["name"] } }));
    let mount = json!({ "name": "web-files", "mountPath": "/etc/web/main.conf", "subPath": "etc_web_main.conf", "readOnly": true });
    assert_eq!(pod["containers"][0]["volumeMounts"][0], mount);
}

#[test]
fn files_whose_paths_read_alike_have_keys_of_their_own() {
    let found =
        manifests(&format!("{SMALLEST}files {{ \"/a/b\" = \"one\", \"/a_b\" = \"two\", \"/..c\" = \"dots\", \"/d\" = \"plain\" }}"));
    let data = of_kind(&found, "ConfigMap")["data"].as_object().expect("files are data");
    assert!(data.len() == 4 && data["d"] == "plain" && data.keys().all(|key| !key.starts_with("..")), "{data:?}");
    let mounts = pod(&found)["containers"][0]["volumeMounts"].as_array().expect("files are mounted");
    let text = |path: &str| {
        let mount = mounts.iter().find(|mount| mount["mountPath"] == path).expect("each file is mounted");
        data[mount["subPath"].as_str().expect("by its key")].clone()
    };
    assert_eq!((text("/a/b"), text("/a_b"), text("/..c")), (json!("one"), json!("two"), json!("dots")));
}

#[test]
fn the_names_of_volumes_are_labels_and_tell_folders_apart() {
    let long = "a-container-whose-name-is-nearly-as-long-as-a-label-of-dns-may";
    let found = manifests(&format!(
        "{SMALLEST}writable = [\"/tmp\", \"/files\", \"/var/cache/nginx\", \"/var/cache-nginx\"]\nfiles.\"/a\" = \"x\"\ncontainers.{long} {{ role = \"sidecar\", files.\"/q\" = \"x\" }}"
    ));
    let volumes = pod(&found)["volumes"].as_array().expect("folders are volumes");
    let mut names: Vec<&str> = volumes.iter().filter_map(|volume| volume["name"].as_str()).collect();
    assert!(names.contains(&"web-tmp") && names.contains(&"web-files"), "{names:?}");
    assert!(names.iter().all(|name| name.len() <= 63), "{names:?}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 10);
}

#[test]
fn a_secret_variable_stands_in_a_secret() {
    let found = manifests(&format!("{SMALLEST}env {{ PASSWORD = password, SIZE = 3, FAST = true }}"));
    let secret = of_kind(&found, "Secret");
    assert_eq!(secret["stringData"], json!({ "PASSWORD": "swordfish" }));
    let reference = json!({ "secretKeyRef": { "name": secret["metadata"]["name"], "key": "PASSWORD" } });
    let expected = json!([
        { "name": "PASSWORD", "valueFrom": reference },
        { "name": "SIZE", "value": "3" },
        { "name": "FAST", "value": "true" },
    ]);
    assert_eq!(pod(&found)["containers"][0]["env"], expected);
}

#[test]
fn containers_take_what_they_do_not_say_from_their_app() {
    let found = manifests(
        "image = \"acme/web:1.0\"\nenv { A = \"app\", B = \"app\" }\nresources.memory = 1Gi\nports.http = 8080\n\
         containers.main { env.B = \"own\" }\n\
         containers.proxy { role = \"sidecar\", image = \"acme/proxy:2\", resources.memory = 64Mi }\n\
         containers.setup { role = \"init\", command = [\"setup\"] }\n\
         containers.off { enabled = false }",
    );
    let pod = pod(&found);
    let main = &pod["containers"][0];
    assert_eq!((&main["name"], &main["image"]), (&json!("main"), &json!("acme/web:1.0")));
    assert_eq!(main["env"], json!([{ "name": "A", "value": "app" }, { "name": "B", "value": "own" }]));
    assert_eq!(main["ports"][0]["containerPort"], 8080);
    assert_eq!(pod["containers"].as_array().map(Vec::len), Some(1));
    let (proxy, setup) = (&pod["initContainers"][0], &pod["initContainers"][1]);
    assert_eq!((&proxy["restartPolicy"], &proxy["resources"]["requests"]["memory"]), (&json!("Always"), &json!("64Mi")));
    assert_eq!((proxy.get("env"), setup.get("restartPolicy"), setup.get("readinessProbe")), (None, None, None));
    assert_eq!((&setup["command"], &setup["resources"]["requests"]["memory"]), (&json!(["setup"]), &json!("1Gi")));
}

#[test]
fn images_get_the_platforms_registry_and_the_apps_version() {
    let image = |image: &str, rest: &str| {
        let found =
            build("Application", &format!("image = \"{image}\"\n{rest}"), "registry = \"registry.example.com/shop\"").expect("it is right");
        pod(&found)["containers"][0]["image"].as_str().expect("it has one").to_owned()
    };
    assert_eq!(image("web:1", ""), "registry.example.com/shop/web:1");
    assert_eq!(image("web", "version = \"1.2\""), "registry.example.com/shop/web:1.2");
    assert_eq!(image("web:1", "version = \"1.2\""), "registry.example.com/shop/web:1");
    assert_eq!(image("ghcr.io/acme/web:1", ""), "ghcr.io/acme/web:1");
    assert_eq!(image("localhost:5000/web", "version = \"1.2\""), "localhost:5000/web:1.2");
    let digest = format!("web@sha256:{}", "0123456789abcdef".repeat(4));
    assert_eq!(image(&digest, "version = \"1.2\""), format!("registry.example.com/shop/{digest}"));
}

#[test]
fn labels_reach_every_object_and_no_selector_moves() {
    let found = manifests(&format!(
        "{SMALLEST}version = \"1.0\"\nlabels {{ team = \"shop\", \"app.kubernetes.io/name\" = \"other\" }}\nannotations.note = \"x\"\npod.labels.only = \"pods\""
    ));
    for manifest in found.iter().filter(|manifest| manifest["kind"] != "Namespace") {
        assert_eq!(manifest["metadata"]["labels"]["team"], "shop");
        assert_eq!(manifest["metadata"]["labels"]["app.kubernetes.io/version"], "1.0");
        assert_eq!(manifest["metadata"]["annotations"], json!({ "note": "x" }));
    }
    let spec = &of_kind(&found, "Deployment")["spec"];
    assert_eq!(spec["selector"]["matchLabels"], json!({ "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "web" }));
    let labels = &spec["template"]["metadata"]["labels"];
    assert_eq!((&labels["app.kubernetes.io/name"], &labels["only"]), (&json!("web"), &json!("pods")));
}

#[test]
fn a_worker_has_no_service() {
    let found = build("Worker", &format!("{SMALLEST}ports.metrics = 9090\nrollout = Recreate {{}}"), "").expect("it is right");
    assert_eq!(kinds(&found), ["Namespace", "ServiceAccount", "Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget"]);
    assert_eq!(of_kind(&found, "Deployment")["spec"]["strategy"], json!({ "type": "Recreate" }));
}

// ── routes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const ROUTED: &str = "image = \"acme/web:1.0\"\nports.http = 8080\nroutes.site {}\nroutes.api { host = \"api.example.com\", path = \"/v1\", public = true, tls = false }";

#[test]
fn routes_attach_to_the_platforms_gateways() {
    let found = build("Application", &format!("{ROUTED}\nroutes.site.timeout = 90s"), "domain = \"example.com\"").expect("it is right");
    let routes: Vec<&Value> = found.iter().filter(|manifest| manifest["kind"] == "HTTPRoute").collect();
    let [api, site] = routes.as_slice() else { panic!("two routes expected, found {}", routes.len()) };
    assert_eq!(site["spec"]["hostnames"], json!(["web.example.com"]));
    assert_eq!(site["spec"]["parentRefs"], json!([{ "name": "private", "namespace": "gateways", "sectionName": "https" }]));
    assert_eq!(site["spec"]["rules"][0]["timeouts"], json!({ "request": "1m30s" }));
    assert_eq!(api["spec"]["parentRefs"], json!([{ "name": "public", "namespace": "gateways", "sectionName": "http" }]));
    let rule = &api["spec"]["rules"][0];
    assert_eq!(rule["matches"], json!([{ "path": { "type": "PathPrefix", "value": "/v1" } }]));
    assert_eq!(rule["backendRefs"], json!([{ "name": "web", "port": 8080 }]));
}

#[test]
fn an_ingress_has_the_clouds_class_or_the_platforms_own() {
    let site = |platform: &str| {
        let found = build("Application", ROUTED, &format!("domain = \"example.com\"\n{platform}")).expect("it is right");
        let ingress = found.iter().find(|manifest| manifest["metadata"]["name"] == "web-site").expect("it is emitted");
        (ingress["spec"].get("ingressClassName").cloned(), ingress["metadata"].get("annotations").cloned(), ingress["spec"]["tls"].clone())
    };
    let tls = json!([{ "hosts": ["web.example.com"] }]);
    assert_eq!(site("ingress = Ingress {}"), (None, None, tls.clone()));
    let scheme = json!({ "alb.ingress.kubernetes.io/scheme": "internal", "alb.ingress.kubernetes.io/target-type": "ip" });
    assert_eq!(site("ingress = Ingress {}, cloud = Eks {}"), (Some(json!("alb")), Some(scheme), tls.clone()));
    let class = json!({ "kubernetes.io/ingress.class": "gce-internal" });
    assert_eq!(site("ingress = Ingress {}, cloud = Gke {}"), (None, Some(class), tls.clone()));
    assert_eq!(site("ingress = Ingress { class = \"traefik\" }, cloud = Eks {}"), (Some(json!("traefik")), None, tls));
    let provided = json!([{ "hosts": ["web.example.com"], "secretName": "wildcard" }]);
    assert_eq!(site("ingress = Ingress { class = \"traefik\" }, tls = Provided { secret = \"wildcard\" }").2, provided);
}

// ── what it refuses ──────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_path_is_a_file_or_a_folder() {
    let told = mistakes(&format!("{SMALLEST}files.\"/tmp\" = \"x\""), "");
    assert_eq!(told, ["E0701: /tmp is a file of the container web and one of its `writable` folders: leave out one"]);
}

#[test]
fn a_namespace_is_a_label() {
    let told = mistakes(&format!("{SMALLEST}namespace = \"My Team\""), "");
    assert_eq!(told, ["E0701: the namespace My Team is no DNS label: give it another, of `a-z`, `0-9` and `-`"]);
    let told = mistakes(SMALLEST, "namespace = \"My Team\"");
    let expected = [
        "E0605: no Namespace can have this name: \"My Team\" does not match `[a-z0-9]([-a-z0-9]*[a-z0-9])?`",
        "E0701: the namespace My Team is no DNS label: give it another, of `a-z`, `0-9` and `-`",
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_could_not_run_is_told_in_the_apps_own_words() {
    let table = [
        ("ports.http = 80", "the port http of the container web (80) is below 1024, which takes root: choose one from 1024 up"),
        ("ports.http = 8080\nroutes.site {}", "routes.site has no host: set `routes.site.host`, or `domain` of the platform"),
        ("routes.site.host = \"example.com\"", "routes.site leads to no port: set one, as `ports.http = 8080`"),
        ("ports.http = 8080\nhealth.port = \"https\"", "`health.port` of the container web is no port of it: https"),
        ("scale { min = 5, max = 2 }", "min (5) is above max (2)"),
        ("scale.cpu = none", "nothing tells when to add replicas: set `cpu` or `memory`, or `min = max`"),
        ("resources { memory = 1Gi, memoryLimit = 512Mi }", "memoryLimit (512Mi) is below memory (1Gi)"),
        ("health { grpc = true, path = \"/\" }", "`grpc` and `path` are two ways to ask: leave one out"),
        ("ports.http = 8080\ncontainers { a {}, b {} }", "`ports` is for an app with one main container: write `containers.a.ports`"),
        (
            "ports.http = 8080\ncontainers.proxy { role = \"sidecar\", ports.http = 8081 }",
            "two containers have a port of one name, among http, http: rename one",
        ),
    ];
    for (app, expected) in table {
        let told = mistakes(&format!("{SMALLEST}{app}"), "");
        assert!(told.len() == 1 && told[0].contains(expected), "{told:?} in {app}");
    }
}
