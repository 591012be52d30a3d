//! What asking a language model costs on this side of the wire: a call by itself, and a cohort of 500 users through
//! both phases against a server that takes a fixed time for every answer.
//!
//! `cargo bench --bench model` prints the time beside the ideal, connections, memory and processor time. The server is
//! this program again, as a process of its own, so that nothing of it is counted. `LUSIFER_BENCH_LATENCY` (ms),
//! `LUSIFER_BENCH_CONCURRENCY` and `LUSIFER_BENCH_USERS` change the cohort. The data are the real ML-100K where
//! `../shared` has it, else made-up files of its size.
//!
//! The ideal is calls * latency / concurrency: every place is taken by a request from the first moment to the last.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement prints, and stops where it cannot start"
)]

#[path = "../tests/common/model_server.rs"]
#[expect(dead_code, reason = "shared with tests, which need other parts")]
mod model_server;
#[path = "common/place.rs"]
mod place;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use futures::StreamExt;
use lusifer::config::providers::{Protocol, ProviderTable};
use lusifer::data::{OpenOptions, Source};
use lusifer::domain::{HistorySpec, Id};
use lusifer::providers::{Provider, ProviderSettings};
use lusifer::simulation::chat::{ChatModel, ChatRequest, Message, Role};
use lusifer::workspace::{DEFAULT_SEED, ModelWish, OpenMode, RatingPlan, ReadProgress, Settings, Workspace};
use model_server::{Server, Step, reply_to};
use tokio::runtime::Runtime;

/// What tells the program that it is the server, with its latency in milliseconds.
const SERVER: &str = "LUSIFER_BENCH_SERVER";

fn main() {
    if let Ok(latency) = std::env::var(SERVER) {
        return serve(Duration::from_millis(latency.parse().unwrap()));
    }
    // Without `--bench` it is a test that this file still runs.
    let is_bench = std::env::args().any(|arg| arg == "--bench");
    let setting = |name: &str, usual: usize| {
        std::env::var(format!("LUSIFER_BENCH_{name}")).map_or(usual, |text| text.parse().unwrap())
    };
    one_by_one(if is_bench { 5_000 } else { 20 });
    cohort(
        setting("USERS", if is_bench { 500 } else { 4 }),
        setting("CONCURRENCY", 16),
        setting("LATENCY", if is_bench { 250 } else { 5 }) as u64,
    );
}

// The server.

fn serve(latency: Duration) {
    let server = Server::start(move |request| {
        let reply = reply_to(request, &model_server::obliging(request).to_string());
        // What reading and answering took belongs to the latency.
        reply.first(Step::Wait(latency.saturating_sub(request.at.elapsed())))
    });
    server.forget();
    println!("{}", server.host());
    for line in std::io::stdin().lines() {
        if line.is_err() {
            return;
        }
        println!("{} {} {}", server.count(), server.connections(), server.most_under_way());
    }
}

/// The server in a process of its own; it ends with its value.
struct Away {
    child: Child,
    asks: Option<ChildStdin>,
    says: BufReader<std::process::ChildStdout>,
    host: String,
}

/// What the server has counted.
struct Counts {
    requests: usize,
    connections: usize,
    most_under_way: usize,
}

impl Away {
    fn start(latency: u64) -> Self {
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new(program);
        command.env(SERVER, latency.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut away = Self {
            asks: child.stdin.take(),
            says: BufReader::new(child.stdout.take().unwrap()),
            child,
            host: String::new(),
        };
        away.host = away.line();
        away
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.says.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    fn counts(&mut self) -> Counts {
        self.asks.as_mut().unwrap().write_all(b"\n").unwrap();
        let all: Vec<usize> = self.line().split(' ').map(|number| number.parse().unwrap()).collect();
        Counts { requests: all[0], connections: all[1], most_under_way: all[2] }
    }
}

impl Drop for Away {
    fn drop(&mut self) {
        self.asks = None;
        let _ = self.child.wait();
    }
}

// What this process takes.

/// Processor time of all threads so far.
fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), time.tv_nsec as u32)
}

/// Resident memory in MB; 0 where the system does not say.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

// A call by itself.

fn one_by_one(calls: usize) {
    let server = Away::start(0);
    let request = ChatRequest {
        messages: vec![Message { role: Role::User, text: "Rate these:\n[1]\n".repeat(300) }],
        schema: None,
        temperature: Some(0.0),
        seed: Some(7),
        max_tokens: Some(800),
        step: None,
        window: None,
    };
    let settings = ProviderSettings {
        base_url: Some(format!("http://{}/v1", server.host)),
        ..ProviderSettings::openai("bench", "m")
    };
    let provider = Provider::new(settings).unwrap();
    let runtime = Runtime::new().unwrap();
    let mut body = String::new();
    let mut ask = |count: usize| {
        runtime.block_on(async {
            for _ in 0..count {
                body = provider.ask(&request, &|_| ()).await.unwrap().exchange.request;
            }
        });
    };
    ask(calls.div_ceil(10));
    let (start, used) = (Instant::now(), cpu());
    ask(calls);
    let (took, used) = (start.elapsed(), cpu().saturating_sub(used));
    let bare = bare(&server.host, &body, calls);
    let each = |time: Duration| time.as_secs_f64() * 1e6 / calls as f64;
    println!(
        "client    {calls} calls one by one: {:.0} µs each, {:.0} µs with a bare socket: {:.0} µs are ours; \
         processor {:.0} µs a call",
        each(took),
        each(bare),
        each(took) - each(bare),
        each(used)
    );
}

/// The same exchanges without any client.
fn bare(host: &str, body: &str, calls: usize) -> Duration {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_nodelay(true).unwrap();
    let length = body.len();
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let (mut answer, mut piece) = (Vec::new(), [0_u8; 16 << 10]);
    let start = Instant::now();
    for _ in 0..calls {
        stream.write_all(request.as_bytes()).unwrap();
        answer.clear();
        while !answer.ends_with(b"\r\n0\r\n\r\n") {
            let count = stream.read(&mut piece).unwrap();
            answer.extend_from_slice(&piece[..count]);
        }
    }
    start.elapsed()
}

// A cohort.

const BATCHES: usize = 4;
const HELD_OUT: usize = 10;

fn workspace(place: &place::Place, store: &std::path::Path, host: &str, concurrency: usize) -> Workspace {
    let table = ProviderTable {
        base_url: Some(format!("http://{host}/v1")),
        model: Some("m".to_owned()),
        concurrency: Some(concurrency),
        ..ProviderTable::new(Protocol::OpenAi)
    };
    let settings = Settings {
        source: Source::Path(place.data.clone()),
        open: OpenOptions { item_texts: place.texts.clone(), ..OpenOptions::default() },
        split: Some(lusifer::data::SplitSpec::Last { count: HELD_OUT as u32 }),
        history: HistorySpec::default(),
        provider: "bench".to_owned(),
        model: ModelWish::default(),
        providers: BTreeMap::from([("bench".to_owned(), table)]),
        slate: NonZeroUsize::new(HELD_OUT).unwrap(),
        seed: DEFAULT_SEED,
        store: store.join("lusifer.db"),
        cassette: None,
        replay: None,
    };
    Workspace::open(settings, OpenMode::Create, &ReadProgress::default()).unwrap()
}

fn cohort(users: usize, concurrency: usize, latency: u64) {
    let mut server = Away::start(latency);
    let (place, store) = (place::place(), tempfile::tempdir().unwrap());
    let workspace = workspace(&place, store.path(), &server.host, concurrency);
    let all = workspace.dataset().users.all();
    let asked: Vec<Id> = all
        .filter(|&user| workspace.history(user).batch_count() == BATCHES)
        .filter_map(|user| workspace.dataset().users.id(user))
        .take(users)
        .collect();
    let users = asked.len();
    let calls = users * (BATCHES + 1);
    let work = |workspace: Workspace, user: Id| async move {
        let run = workspace.ensure_run(&user, "main").await?;
        let run = workspace.write_up_to(run, BATCHES, |_| {}).await?;
        let items = workspace.held_out_items(&user)?;
        let slate_size = NonZeroUsize::new(HELD_OUT).unwrap();
        workspace.rate(&run, &RatingPlan { state: BATCHES, items, slate_size }, |_| {}).await
    };
    let early = users / 5;
    let mut memory = resident();
    let (start, used) = (Instant::now(), cpu());
    Runtime::new().unwrap().block_on(async {
        let mut done = pin!(workspace.for_each_user(asked, workspace.users_at_once(), work));
        let mut count = 0;
        while let Some((user, outcome)) = done.next().await {
            let rated: usize = outcome.unwrap().iter().map(|slate| slate.answer.ratings.len()).sum();
            assert_eq!(rated, HELD_OUT, "user {user}");
            count += 1;
            if count == early {
                memory = resident();
            }
        }
    });
    let (took, used) = (start.elapsed().as_secs_f64(), cpu().saturating_sub(used).as_secs_f64());
    let ideal = calls as f64 * latency as f64 / 1000.0 / concurrency as f64;
    let Counts { requests, connections, most_under_way } = server.counts();
    assert_eq!(requests, calls, "each is asked once");
    println!(
        "cohort    {users} users, {} profiles and {users} slates of {HELD_OUT}: {calls} calls of {latency} ms, {concurrency} at once",
        users * BATCHES
    );
    println!("  ideal   {calls} x {latency} ms / {concurrency} = {ideal:.2} s");
    println!("  took    {took:.2} s, {:+.1} %", 100.0 * (took / ideal - 1.0));
    println!("  server  {connections} connections, at most {most_under_way} requests at once");
    println!("  memory  {memory:.1} MB resident after {early} users, {:.1} MB after {users}", resident());
    println!(
        "  cpu     {:.2} ms a call: prompt, request, answer, checks, store",
        1000.0 * used / calls as f64
    );
}
