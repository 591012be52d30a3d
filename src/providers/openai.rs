//! Chat completions, as OpenAI and all who follow it have them; never what an answer means.
//!
//! The request and the list of models are async-openai's. The answer is not read with it: it loses the status of any
//! refusal whose body is not exactly OpenAI's, cannot tell a cut from a wait, and takes a stream that ends without a
//! reason for a whole one (<https://platform.openai.com/docs/api-reference/chat-streaming>).

mod answer;
mod request;

use super::dialect::Format;
use super::failure::{Trouble, plain};
use super::sse::{Event, Events};
use super::wire::Call;
use super::{Provider, estimate};
use crate::simulation::chat::{Cause, ChatAnswer, ChatFailure, ChatRequest, Listener};
use answer::Heap;

/// Asks; gives up what the server does not take, and asks again without it.
pub(super) async fn ask(
    provider: &Provider,
    request: &ChatRequest,
    heard: Listener<'_>,
) -> Result<ChatAnswer, Box<ChatFailure>> {
    let mut dialect = provider.dialect();
    let url = provider.wire.below("chat/completions");
    let mut before = Vec::new();
    loop {
        let asked = if request.schema.is_some() { dialect.format } else { Format::Plain };
        let body = request::body(&provider.wire.settings, &provider.model, request, &dialect);
        let mut call = Call::new(&provider.wire, url.clone(), Some(&body));
        match call.send(estimate(request), heard).await {
            Ok(()) => {}
            Err(trouble) => {
                if dialect.lower(&trouble, asked, request.temperature.is_some(), request.seed.is_some()) {
                    before.push(call.given_up(dialect.notes.last()));
                    continue;
                }
                return Err(call.failure(trouble, before));
            }
        }
        return match read(&mut call, heard).await {
            Ok(mut heap) => {
                dialect.proven |= request.schema.is_some();
                provider.learn(dialect.clone());
                let finish = heap.finish(&mut call);
                let mut notes = dialect.notes;
                notes.append(&mut heap.notes);
                Ok(call.answer(finish, notes, before))
            }
            Err(trouble)
                if call.text.is_empty()
                    && dialect.lower(
                        &trouble,
                        asked,
                        request.temperature.is_some(),
                        request.seed.is_some(),
                    ) =>
            {
                before.push(call.given_up(dialect.notes.last()));
                continue;
            }
            Err(trouble) => Err(call.failure(trouble, before)),
        };
    }
}

/// What kind of body it is: some servers answer with one object although a stream was asked for, and many send a
/// stream by another content type, so the first byte decides.
enum Shape {
    Unknown,
    Stream(Events),
    Object,
}

async fn read(call: &mut Call<'_>, heard: Listener<'_>) -> Result<Heap, Trouble> {
    let mut shape = Shape::Unknown;
    let mut heap = Heap::default();
    while let Some(bytes) = call.next().await? {
        if matches!(shape, Shape::Unknown) {
            match call.raw().iter().find(|byte| !byte.is_ascii_whitespace()) {
                None => continue,
                Some(b'{' | b'[') => shape = Shape::Object,
                Some(b'<') => return Err(page(call).await),
                Some(_) => shape = Shape::Stream(Events::default()),
            }
        }
        if let Shape::Stream(events) = &mut shape {
            for event in events.push(&bytes) {
                take(&event, call, &mut heap, heard)?;
            }
            if heap.done {
                call.drain().await;
                return Ok(heap);
            }
        }
    }
    match shape {
        Shape::Unknown => {
            Err(Trouble::new(Cause::Broken, "the server closed the connection without an answer"))
        }
        Shape::Object => {
            let (text, mended) = super::lossy(call.raw());
            heap.mended |= mended;
            let value = serde_json::from_str(&text).map_err(|error| {
                let cause = if error.is_eof() { Cause::Broken } else { Cause::Garbled };
                Trouble::new(cause, format!("the answer is no whole JSON: {error}"))
            })?;
            call.token();
            heap.take(&value, call, heard)?;
            heap.whole(call)?;
            Ok(heap)
        }
        Shape::Stream(mut events) => {
            if let Some(event) = events.end() {
                take(&event, call, &mut heap, heard)?;
            }
            heap.whole(call)?;
            Ok(heap)
        }
    }
}

fn take(event: &Event, call: &mut Call<'_>, heap: &mut Heap, heard: Listener<'_>) -> Result<(), Trouble> {
    heap.mended |= event.mended;
    let data = event.data.trim();
    if data == "[DONE]" {
        heap.done = true;
        return Ok(());
    }
    if data.is_empty() || heap.done {
        return Ok(());
    }
    let value: serde_json::Value = serde_json::from_str(data).map_err(|error| {
        let words = format!("a piece of the answer is not JSON ({error}): {}", plain(data, 80));
        Trouble::new(Cause::Garbled, words)
    })?;
    call.token();
    if event.name == "error" && value.get("error").is_none() {
        return heap.take(&serde_json::json!({ "error": value }), call, heard);
    }
    heap.take(&value, call, heard)
}

async fn page(call: &mut Call<'_>) -> Trouble {
    let words =
        format!("what answers is a web page ({}), not a model: is base-url right?", call.page().await);
    Trouble::new(Cause::Garbled, words)
}
