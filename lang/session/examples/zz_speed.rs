#[path = "../../../benches/generate/mod.rs"]
mod generate;
use jke_session::*;
use jke_text::MemoryLoader;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) * 10.0
}
fn timed<R>(what: &str, n: u32, mut f: impl FnMut() -> R) -> R {
    let (c, t) = (cpu(), Instant::now());
    let mut r = f();
    for _ in 1..n {
        r = f();
    }
    println!("{what}: cpu {:.1} ms, wall {:.1} ms", (cpu() - c) / n as f64, t.elapsed().as_secs_f64() * 1000.0 / n as f64);
    r
}
fn main() {
    let mut files = MemoryLoader { files: generate::project(1000) };
    let path = files.files.keys().find(|p| p.contains("service-00500")).expect("app").clone();
    let text = files.files[&path].clone();
    let loader = Arc::new(files.clone());
    let s = timed("cold snapshot", 20, || Session::new().snapshot(loader.clone()));
    let one = Request { targets: s.project().targets[..1].to_vec(), ..Request::default() };
    let built = timed("build 1 target", 20, || s.build(&one));
    println!(
        "{} bytes, {} diags",
        built.targets.iter().flat_map(|t| &t.documents).map(|d| d.bytes.len()).sum::<usize>(),
        built.diagnostics.len()
    );
    let all = Request { targets: s.project().targets.clone(), ..Request::default() };
    timed("build all targets", 3, || s.build(&all));
    let only = Request { instances: Some(vec![jke_text::Name::new("service-00500")]), ..one.clone() };
    timed("build 1 app", 100, || s.build(&only));
    timed("cold check all", 5, || Session::new().snapshot(loader.clone()).check(&all, &AtomicBool::new(false)).len());
    let mut session = Session::new();
    session.snapshot(loader.clone()).check(&all, &AtomicBool::new(false));
    let mut i = 0;
    let loaders: Vec<_> = (0..20)
        .map(|i| {
            files.files.insert(path.clone(), text.replace("WORKERS = 4", &format!("WORKERS = {i}")));
            Arc::new(files.clone())
        })
        .collect();
    let s = timed("keystroke snapshot", 20, || {
        i += 1;
        session.snapshot(loaders[i % 20].clone())
    });
    s.check(&all, &AtomicBool::new(false));
    timed("keystroke", 20, || {
        i += 1;
        session.snapshot(loaders[i % 20].clone()).check(&all, &AtomicBool::new(false)).len()
    });
}
