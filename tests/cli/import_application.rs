//! `jkec import --as application`: what belongs together becomes an app, a patch makes up the difference, and what is left is told.

use crate::project::Project;

const WEB: &str = "\
# The shop's front.
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      priorityClassName: high
      containers:
      - name: web
        image: shop/web:1.4
        ports: [{name: http, containerPort: 8080}]
        env:
        - {name: MODE, value: fast}
        - {name: TOKEN, valueFrom: {secretKeyRef: {name: web, key: token}}}
        resources: {requests: {cpu: 200m, memory: 256Mi}, limits: {memory: 256Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 9
  metrics:
  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: unrelated}
data: {a: b}
";

fn imported(text: &str) -> (Project, crate::project::Outcome) {
    let project = Project::empty();
    project.write("in.yaml", text);
    let run = project.run(&["import", "--as", "application", "in.yaml", "-o", "out", "--format", "short"]);
    (project, run)
}

#[test]
fn a_deployment_and_what_belongs_to_it_become_an_app_that_builds_to_the_same() {
    let (project, run) = imported(WEB);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stderr.ends_with("4 of 4 objects are built as they were\n"), "{}", run.stderr);
    assert_eq!(project.tree("out"), ["others.jke", "platform.jke", "project.jke", "web.jke"]);
    let app = project.read("out/web.jke").unwrap_or_default();
    let fields = "\
// The shop's front.
app web: Application {
  selector = { app = \"web\" }
  labels.app = \"web\"
  image = \"shop/web:1.4\"
  ports.http = { service = 80, port = 8080 }
  env.MODE = \"fast\"
  resources { cpu = 200m, memory = 256Mi, memoryLimit = 256Mi }
  scale { min = 3, max = 9, cpu = 60% }
  health = none
  writable = []
  patch Deployment {
";
    assert!(app.contains(fields), "{app}");
    assert!(
        app.contains("priorityClassName = \"high\"") && app.contains("TOKEN.valueFrom.secretKeyRef { name = \"web\", key = \"token\" }"),
        "{app}"
    );
    assert_eq!(project.run(&["-C", "out", "check"]).status, Some(0));
    let built = project.run(&["-C", "out", "build", "web", "--output", "ndjson"]).stdout;
    let deployment = built.lines().find(|line| line.contains("\"kind\":\"Deployment\"")).unwrap_or_default();
    assert!(!deployment.contains("replicas") && !deployment.contains("managed-by"), "{deployment}");
}

#[test]
fn what_the_module_emits_in_addition_is_told() {
    let (_, run) = imported(WEB);
    for kind in ["ServiceAccount", "PodDisruptionBudget"] {
        assert!(run.stderr.contains(&format!("an Application emits a {kind} \"web\" in addition")), "{}", run.stderr);
    }
}

#[test]
fn what_can_be_no_app_stands_by_itself() {
    let (project, run) = imported(&WEB.replace("shop/web:1.4", "shop/WEB"));
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(
        run.stderr.contains("Deployment \"web\" can't be an Application, so its manifests stand by themselves: this text does not match the pattern of `image`"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("4 of 4 objects are built as they were"), "{}", run.stderr);
    assert!(project.read("out/imported.jke").unwrap_or_default().contains("emit Deployment {"));
}

#[test]
fn a_second_service_of_an_app_is_emitted_beside_it() {
    let second = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web-public}\nspec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}\n";
    let (project, run) = imported(&format!("{WEB}{second}"));
    assert!(run.stderr.contains("5 of 5 objects are built as they were"), "{}", run.stderr);
    let app = project.read("out/web.jke").unwrap_or_default();
    assert!(app.contains("patch Service \"web\" {") && app.contains("\nemit Service {\n  metadata.name = \"web-public\""), "{app}");
}

#[test]
fn values_of_a_chart_become_an_app() {
    let values = "application:\n  name: shop\n  baseChart: {name: application, version: 1.0.0}\nimage: {repository: \"nginx:1.29\"}\ncontainers:\n  nginx:\n    \
                  ports:\n    - {name: http, containerPort: 8080, protocol: TCP}\n    env: {MODE: \"fast\"}\n    sidecarMode: 1\nextra: [1]\n";
    let (project, run) = imported(values);
    let app = project.read("out/shop.jke").unwrap_or_default();
    assert!(
        app.ends_with(
            "\napp shop: Application {\n  image = \"nginx:1.29\"\n  containers.nginx { ports.http = 8080, env.MODE = \"fast\" }\n}\n"
        ),
        "{app}"
    );
    for told in [
        "in.yaml:3:15: warning[imported-otherwise]: `name` is not written: it is the app's module",
        "in.yaml:10:5: error[E1012]: `sidecarMode: 1` is left out: no field of an Application stands for it",
        "in.yaml:11:1: error[E1012]: `extra: [1]` is left out",
    ] {
        assert!(run.stderr.contains(told), "{told}\n{}", run.stderr);
    }
    assert_eq!(run.status, Some(1));
    assert_eq!(project.run(&["-C", "out", "check"]).status, Some(0));
}

#[test]
fn in_a_project_its_platform_decides() {
    let project = Project::empty();
    project.write("project.jke", "project shop {\n  edition = 1\n}\n");
    project.write("platform.jke", "  platform : Platform {\n  security = \"baseline\"\n  registry = \"registry.example.com\"\n}\n");
    project.write("in.yaml", WEB);
    let run = project.run(&["import", "--as", "application", "in.yaml", "-o", "apps", "--format", "short"]);
    assert!(run.stderr.contains("4 of 4 objects are built as they were"), "{}", run.stderr);
    assert_eq!(project.tree("apps"), ["others.jke", "web.jke"]);
    let app = project.read("apps/web.jke").unwrap_or_default();
    assert!(app.contains("containers.web {\n            image = \"shop/web:1.4\""), "the patch undoes the registry\n{app}");
    assert_eq!(project.run(&["check"]).status, Some(0));
}

#[test]
fn a_module_of_which_nothing_is_known_is_told() {
    let project = Project::empty();
    project.write("in.yaml", WEB);
    let run = project.run(&["import", "--as", "application", "--module", "std.app.Nothing", "in.yaml", "--format", "short"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("modules that say so: std.app.application"), "{}", run.stderr);
}
