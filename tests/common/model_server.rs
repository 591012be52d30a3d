//! A model server that does as it is told, over real sockets: for tests of what may go wrong, and of whole studies.
//!
//! ```ignore
//! let server = Server::start(|request| match request.number {
//!     0 => openai::error(429, "slow down").header("retry-after", "1"),
//!     _ => openai::stream(&["Hello", " there"]),
//! });
//! // base_url = server.url() (Ollama) or server.url() + "/v1" (chat completions)
//! assert_eq!(server.requests().len(), 2);
//! ```
//!
//! A [`Reply`] is a status, headers and a list of [`Step`]s: bytes, waits, hanging, a reset. Without words of its own it is
//! chunked; [`Reply::sized`] gives a length, [`Reply::until_close`] neither. [`openai`] and [`ollama`] hold what the two
//! protocols say. The answer is a function of the [`Request`], so a server that reads the prompt and rates every item
//! is a closure: [`Request::prompt`] and [`reply_to`] help with that. [`Server::down`] makes an outage.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};

/// What a client sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// 0 = the first one that this server got.
    pub(crate) number: usize,
    pub(crate) method: String,
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) at: Instant,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body; null where it is no JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// All messages, joined.
    pub(crate) fn prompt(&self) -> String {
        let body = self.json();
        let messages = body["messages"].as_array().cloned().unwrap_or_default();
        messages.iter().filter_map(|message| message["content"].as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Whether it asks Ollama's `/api/chat`.
    pub(crate) fn is_ollama(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// A part of what is done to the connection.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Bytes(Vec<u8>),
    Wait(Duration),
    /// Nothing more until the client has heard so many things ([`Server::heard`]): what was sent is read, not only
    /// under way.
    Heard(usize),
    /// Nothing more, until the client goes.
    Hang,
    /// The connection is reset (RST).
    Reset,
    /// The connection is closed (FIN), whatever was promised.
    Close,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    Chunked,
    Sized,
    UntilClose,
}

/// What the server does.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    before: Vec<Step>,
    status: u16,
    headers: Vec<(String, String)>,
    steps: Vec<Step>,
    framing: Framing,
}

impl Reply {
    pub(crate) fn new(status: u16) -> Self {
        Self { before: Vec::new(), status, headers: Vec::new(), steps: Vec::new(), framing: Framing::Chunked }
    }

    /// Before any header: wait, hang, reset, close.
    pub(crate) fn first(mut self, step: Step) -> Self {
        self.before.push(step);
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// More of the body; each piece is a packet and, where chunked, a chunk.
    pub(crate) fn bytes(self, bytes: impl AsRef<[u8]>) -> Self {
        self.then(Step::Bytes(bytes.as_ref().to_vec()))
    }

    pub(crate) fn wait(self, wait: Duration) -> Self {
        self.then(Step::Wait(wait))
    }

    pub(crate) fn heard(self, count: usize) -> Self {
        self.then(Step::Heard(count))
    }

    /// With a `content-length`.
    pub(crate) fn sized(mut self) -> Self {
        self.framing = Framing::Sized;
        self
    }

    /// Ends where the connection does.
    pub(crate) fn until_close(mut self) -> Self {
        self.framing = Framing::UntilClose;
        self
    }

    /// The body in pieces of so many bytes, with a moment between them: any character may be cut.
    pub(crate) fn in_pieces(mut self, size: usize, moment: Duration) -> Self {
        let mut steps = Vec::new();
        for step in self.steps {
            match step {
                Step::Bytes(bytes) => {
                    for piece in bytes.chunks(size) {
                        steps.push(Step::Bytes(piece.to_vec()));
                        steps.push(Step::Wait(moment));
                    }
                }
                other => steps.push(other),
            }
        }
        self.steps = steps;
        self
    }

    /// The whole body in gzip (stored, not compressed: any reader takes that).
    pub(crate) fn gzip(mut self) -> Self {
        let mut body = Vec::new();
        for step in &self.steps {
            if let Step::Bytes(bytes) = step {
                body.extend_from_slice(bytes);
            }
        }
        let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        let mut blocks = body.chunks(0xffff).peekable();
        while let Some(block) = blocks.next() {
            packed.push(u8::from(blocks.peek().is_none()));
            packed.extend_from_slice(&(block.len() as u16).to_le_bytes());
            packed.extend_from_slice(&(!(block.len() as u16)).to_le_bytes());
            packed.extend_from_slice(block);
        }
        packed.extend_from_slice(&crc32(&body).to_le_bytes());
        packed.extend_from_slice(&(body.len() as u32).to_le_bytes());
        self.steps = vec![Step::Bytes(packed)];
        self.header("content-encoding", "gzip")
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = !0_u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[derive(Default)]
struct State {
    requests: Mutex<Vec<Request>>,
    numbers: AtomicUsize,
    connections: AtomicUsize,
    hung_up: AtomicUsize,
    heard: AtomicUsize,
    under_way: AtomicUsize,
    most_under_way: AtomicUsize,
    stop: AtomicBool,
    down: AtomicBool,
    /// Whether nobody listens, as the accepting thread says.
    is_shut: AtomicBool,
    forgets: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
    tls: Option<Arc<rustls::ServerConfig>>,
}

type Answer = dyn Fn(&Request) -> Reply + Send + Sync;

/// A connection, with or without TLS.
enum Wire {
    Plain(TcpStream),
    Tls(Box<rustls::StreamOwned<rustls::ServerConnection, TcpStream>>),
}

impl Wire {
    fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => &stream.sock,
        }
    }
}

impl Read for Wire {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(into),
            Self::Tls(stream) => stream.read(into),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

/// A running server; it ends with its value.
pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<State>,
    accepting: Option<thread::JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_as(State::default(), answer)
    }

    /// With TLS: a chain of certificates and its key, both PEM.
    pub(crate) fn start_tls(
        chain: &[u8],
        key: &[u8],
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(chain).map(|one| one.expect("PEM")).collect();
        let key = PrivateKeyDer::from_pem_slice(key).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("a chain that fits the key");
        Self::start_as(State { tls: Some(Arc::new(tls)), ..State::default() }, answer)
    }

    fn start_as(state: State, answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(state);
        let answer: Arc<Answer> = Arc::new(answer);
        let accepting = {
            let state = Arc::clone(&state);
            thread::spawn(move || accept(address, listener, &state, &answer))
        };
        Self { address, state, accepting: Some(accepting) }
    }

    /// `http://127.0.0.1:PORT`, or https.
    pub(crate) fn url(&self) -> String {
        let scheme = if self.state.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// `127.0.0.1:PORT`
    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state.requests.lock().expect("not poisoned").clone()
    }

    /// Requests are only counted from now on: for many of them.
    pub(crate) fn forget(&self) {
        self.state.forgets.store(true, Ordering::SeqCst);
    }

    /// How many requests there were.
    pub(crate) fn count(&self) -> usize {
        self.state.numbers.load(Ordering::SeqCst)
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// How often a client left before its answer was whole.
    pub(crate) fn hung_up(&self) -> usize {
        self.state.hung_up.load(Ordering::SeqCst)
    }

    /// The client heard something; what waits for that goes on.
    pub(crate) fn heard(&self) {
        self.state.heard.fetch_add(1, Ordering::SeqCst);
    }

    /// The most requests that were under way at once.
    pub(crate) fn most_under_way(&self) -> usize {
        self.state.most_under_way.load(Ordering::SeqCst)
    }

    /// An outage: while it is down, nobody listens, and what was open is cut.
    pub(crate) fn down(&self, down: bool) {
        self.state.down.store(down, Ordering::SeqCst);
        while self.state.is_shut.load(Ordering::SeqCst) != down {
            thread::sleep(Duration::from_millis(1));
        }
        // What was accepted until then is cut, too.
        if down {
            self.cut();
        }
    }

    fn cut(&self) {
        for stream in self.state.open.lock().expect("not poisoned").drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.stop.store(true, Ordering::SeqCst);
        self.cut();
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

fn accept(address: SocketAddr, listener: TcpListener, state: &Arc<State>, answer: &Arc<Answer>) {
    let mut listener = Some(listener);
    while !state.stop.load(Ordering::SeqCst) {
        if state.down.load(Ordering::SeqCst) {
            listener = None;
            state.is_shut.store(true, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(1));
            continue;
        }
        if listener.is_none() {
            listener = TcpListener::bind(address).ok();
        }
        state.is_shut.store(listener.is_none(), Ordering::SeqCst);
        let Some(open) = &listener else {
            thread::sleep(Duration::from_millis(1));
            continue;
        };
        open.set_nonblocking(true).expect("a socket");
        match open.accept() {
            Ok((stream, _)) => {
                state.connections.fetch_add(1, Ordering::SeqCst);
                stream.set_nonblocking(false).expect("a socket");
                stream.set_nodelay(true).expect("a socket");
                if let Ok(copy) = stream.try_clone() {
                    state.open.lock().expect("not poisoned").push(copy);
                }
                let (state, answer) = (Arc::clone(state), Arc::clone(answer));
                thread::spawn(move || serve(stream, &state, &answer));
            }
            Err(_) => thread::sleep(Duration::from_micros(300)),
        }
    }
}

/// Answers on one connection until it ends.
fn serve(stream: TcpStream, state: &State, answer: &Arc<Answer>) {
    let peer = stream.peer_addr().ok();
    let mut stream = match &state.tls {
        None => Wire::Plain(stream),
        Some(tls) => {
            let connection = rustls::ServerConnection::new(Arc::clone(tls)).expect("a connection");
            Wire::Tls(Box::new(rustls::StreamOwned::new(connection, stream)))
        }
    };
    exchange(&mut stream, state, answer);
    // The copy kept for outages would hold the connection open.
    state.open.lock().expect("not poisoned").retain(|open| open.peer_addr().ok() != peer);
}

fn exchange(stream: &mut Wire, state: &State, answer: &Arc<Answer>) {
    while let Some(mut request) = read_request(stream) {
        request.number = state.numbers.fetch_add(1, Ordering::SeqCst);
        if !state.forgets.load(Ordering::SeqCst) {
            state.requests.lock().expect("not poisoned").push(request.clone());
        }
        let under_way = state.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        state.most_under_way.fetch_max(under_way, Ordering::SeqCst);
        let reply = answer(&request);
        let go_on = give(stream, &reply, state);
        state.under_way.fetch_sub(1, Ordering::SeqCst);
        if !go_on {
            return;
        }
    }
}

fn read_request(stream: &mut Wire) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut piece = [0_u8; 16 << 10];
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return None,
            // As real servers do when someone speaks TLS to them.
            Ok(_) if bytes.is_empty() && piece[0] == 0x16 => {
                let _ = stream
                    .write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                return None;
            }
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = bytes.split_off(head_end + 4);
    while body.len() < length {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return None,
            Ok(count) => body.extend_from_slice(&piece[..count]),
        }
    }
    Some(Request { number: 0, method, path, headers, body, at: Instant::now() })
}

/// Whether another request may follow on the connection.
fn give(stream: &mut Wire, reply: &Reply, state: &State) -> bool {
    for step in &reply.before {
        if !take(stream, step, Framing::UntilClose, state) {
            return false;
        }
    }
    let mut head = format!("HTTP/1.1 {} Said\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    match reply.framing {
        Framing::Chunked => head.push_str("transfer-encoding: chunked\r\n"),
        Framing::UntilClose => head.push_str("connection: close\r\n"),
        Framing::Sized => {
            let length: usize =
                reply.steps.iter().map(|step| if let Step::Bytes(b) = step { b.len() } else { 0 }).sum();
            if !reply.headers.iter().any(|(name, _)| name == "content-length") {
                head.extend(["content-length: ", &length.to_string(), "\r\n"]);
            }
        }
    }
    head.push_str("\r\n");
    if stream.write_all(head.as_bytes()).is_err() {
        state.hung_up.fetch_add(1, Ordering::SeqCst);
        return false;
    }
    for step in &reply.steps {
        if !take(stream, step, reply.framing, state) {
            return false;
        }
    }
    if reply.framing == Framing::Chunked && stream.write_all(b"0\r\n\r\n").is_err() {
        return false;
    }
    if reply.framing == Framing::UntilClose {
        let _ = stream.socket().shutdown(Shutdown::Both);
        return false;
    }
    true
}

fn take(stream: &mut Wire, step: &Step, framing: Framing, state: &State) -> bool {
    match step {
        Step::Bytes(bytes) if bytes.is_empty() => true,
        Step::Bytes(bytes) => {
            let mut framed = Vec::with_capacity(bytes.len() + 16);
            if framing == Framing::Chunked {
                framed.extend_from_slice(format!("{:x}\r\n", bytes.len()).as_bytes());
            }
            framed.extend_from_slice(bytes);
            if framing == Framing::Chunked {
                framed.extend_from_slice(b"\r\n");
            }
            let sent = stream.write_all(&framed).is_ok();
            if !sent {
                state.hung_up.fetch_add(1, Ordering::SeqCst);
            }
            sent
        }
        Step::Wait(wait) => {
            thread::sleep(*wait);
            true
        }
        Step::Heard(count) => {
            while state.heard.load(Ordering::SeqCst) < *count && !state.stop.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(1));
            }
            true
        }
        Step::Hang => {
            hang(stream, state);
            false
        }
        Step::Reset => {
            let socket = socket2::SockRef::from(stream.socket());
            let _ = socket.set_linger(Some(Duration::ZERO));
            false
        }
        Step::Close => {
            let _ = stream.socket().shutdown(Shutdown::Both);
            false
        }
    }
}

fn hang(stream: &mut Wire, state: &State) {
    let _ = stream.socket().set_read_timeout(Some(Duration::from_millis(10)));
    let mut byte = [0_u8; 1];
    while !state.stop.load(Ordering::SeqCst) {
        match stream.read(&mut byte) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Ok(0) | Err(_) => {
                state.hung_up.fetch_add(1, Ordering::SeqCst);
                return;
            }
            Ok(_) => {}
        }
    }
}

/// The text as a whole answer in the protocol that the request speaks, with counts.
pub(crate) fn reply_to(request: &Request, text: &str) -> Reply {
    let sent = (request.prompt().len() / 4) as u64;
    let received = (text.len() / 4) as u64;
    let pieces: Vec<&str> = text.split_inclusive(' ').collect();
    if request.is_ollama() {
        ollama::stream_counted(&pieces, sent, received)
    } else {
        openai::stream_counted(&pieces, sent, received)
    }
}

/// What a model says in a study that does all that it is asked for: two paragraphs, a rating for every item.
pub(crate) fn obliging(request: &Request) -> Value {
    let prompt = request.prompt();
    if let Some((_, items)) = prompt.split_once("Rate these:") {
        let ids =
            items.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']')?.parse::<u64>().ok());
        let ratings: Vec<_> = ids.map(|id| json!({ "item": id, "rating": 2 + id % 4 })).collect();
        return json!({ "ratings": ratings });
    }
    let words =
        "This person seeks dramas in which people change, and gives them time when the writing is careful.";
    let profile = format!("{words} Wit is welcome.\n\n{words} What is loud leaves this person cold.");
    if prompt.contains("The profile so far:") {
        json!({ "user_profile": profile, "update": "The new ratings confirm the liking for dramas." })
    } else {
        json!({ "user_profile": profile })
    }
}

/// What chat completions say.
pub(crate) mod openai {
    use super::{Reply, Value, json};

    /// The headers of a stream.
    pub(crate) fn begin() -> Reply {
        Reply::new(200).header("content-type", "text/event-stream; charset=utf-8")
    }

    /// A line of a stream, as bytes.
    pub(crate) fn event(value: &Value) -> Vec<u8> {
        format!("data: {value}\n\n").into_bytes()
    }

    /// A piece of text.
    pub(crate) fn piece(text: &str) -> Vec<u8> {
        event(&json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_795_348_800, "model": "tiny-1",
            "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }],
        }))
    }

    /// The end of the text.
    pub(crate) fn finish(reason: &str) -> Vec<u8> {
        event(&json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_795_348_800, "model": "tiny-1",
            "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }],
        }))
    }

    /// The counts that follow.
    pub(crate) fn usage(sent: u64, received: u64) -> Vec<u8> {
        event(&json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "tiny-1", "choices": [],
            "usage": { "prompt_tokens": sent, "completion_tokens": received, "total_tokens": sent + received },
        }))
    }

    pub(crate) fn done() -> &'static [u8] {
        b"data: [DONE]\n\n"
    }

    /// A whole stream.
    pub(crate) fn stream(pieces: &[&str]) -> Reply {
        stream_counted(pieces, 11, 7)
    }

    pub(crate) fn stream_counted(pieces: &[&str], sent: u64, received: u64) -> Reply {
        let mut reply = begin();
        for text in pieces {
            reply = reply.bytes(piece(text));
        }
        reply.bytes(finish("stop")).bytes(usage(sent, received)).bytes(done())
    }

    /// A whole answer without a stream.
    pub(crate) fn whole(text: &str) -> Reply {
        let body = json!({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1_795_348_800, "model": "tiny-1",
            "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
            "usage": { "prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18 },
        });
        json_body(200, &body)
    }

    pub(crate) fn json_body(status: u16, body: &Value) -> Reply {
        Reply::new(status).header("content-type", "application/json").bytes(body.to_string()).sized()
    }

    pub(crate) fn error(status: u16, message: &str) -> Reply {
        json_body(
            status,
            &json!({ "error": { "message": message, "type": "error", "param": null, "code": null } }),
        )
    }

    pub(crate) fn error_code(status: u16, message: &str, code: &str) -> Reply {
        json_body(
            status,
            &json!({ "error": { "message": message, "type": code, "param": null, "code": code } }),
        )
    }

    pub(crate) fn models(ids: &[&str]) -> Reply {
        let data: Vec<Value> = ids
            .iter()
            .map(|id| json!({ "id": id, "object": "model", "created": 0, "owned_by": "tests" }))
            .collect();
        json_body(200, &json!({ "object": "list", "data": data }))
    }
}

/// What Ollama says.
pub(crate) mod ollama {
    use super::{Reply, Value, json};

    /// The headers of a stream.
    pub(crate) fn begin() -> Reply {
        Reply::new(200).header("content-type", "application/x-ndjson")
    }

    pub(crate) fn line(value: &Value) -> Vec<u8> {
        format!("{value}\n").into_bytes()
    }

    /// A piece of text.
    pub(crate) fn piece(text: &str) -> Vec<u8> {
        line(&json!({
            "model": "tiny:latest", "created_at": "2026-11-22T12:00:00Z",
            "message": { "role": "assistant", "content": text }, "done": false,
        }))
    }

    /// The last line.
    pub(crate) fn done(reason: &str, sent: u64, received: u64) -> Vec<u8> {
        line(&json!({
            "model": "tiny:latest", "created_at": "2026-11-22T12:00:01Z",
            "message": { "role": "assistant", "content": "" }, "done": true, "done_reason": reason,
            "total_duration": 1_000_000, "load_duration": 1000, "prompt_eval_count": sent,
            "prompt_eval_duration": 1000, "eval_count": received, "eval_duration": 1000,
        }))
    }

    pub(crate) fn stream(pieces: &[&str]) -> Reply {
        stream_counted(pieces, 11, 7)
    }

    pub(crate) fn stream_counted(pieces: &[&str], sent: u64, received: u64) -> Reply {
        let mut reply = begin();
        for text in pieces {
            reply = reply.bytes(piece(text));
        }
        reply.bytes(done("stop", sent, received))
    }

    pub(crate) fn error(status: u16, message: &str) -> Reply {
        super::openai::json_body(status, &json!({ "error": message }))
    }

    pub(crate) fn tags(names: &[&str]) -> Reply {
        let models: Vec<Value> = names
            .iter()
            .map(|name| {
                json!({
                    "name": name, "model": name, "modified_at": "2026-11-22T12:00:00Z", "size": 1000,
                    "digest": "0123456789abcdef0123",
                    "details": { "family": "tiny", "parameter_size": "1B", "quantization_level": "Q4_0" },
                })
            })
            .collect();
        super::openai::json_body(200, &json!({ "models": models }))
    }

    pub(crate) fn show(context: u64, parameters: &str) -> Reply {
        let body = json!({
            "parameters": parameters, "template": "", "model_info": { "tiny.context_length": context },
            "capabilities": ["completion"],
        });
        super::openai::json_body(200, &body)
    }
}
