//! What a request that is over came to: an answer, a failure, or one that is given up for another form; never the
//! network.

use super::Call;
use crate::providers::failure::Trouble;
use crate::simulation::chat::{CallCost, ChatAnswer, ChatFailure, Exchange, Finish, GivenUp};

impl Call<'_> {
    fn cost(&self) -> CallCost {
        let mut cost = self.told;
        cost.total_ms = self.sent.elapsed().as_millis() as u64;
        cost.first_ms = self.first.map(|first| first.as_millis() as u64);
        if let (Some(tokens_in), Some(tokens_out)) = (cost.tokens_in, cost.tokens_out) {
            let cached = cost.tokens_cached.unwrap_or_default();
            cost.cost_usd = self.wire.dollars(tokens_in, cached, tokens_out).or(cost.cost_usd);
        }
        cost
    }

    /// Says to the limits what it took; also where its failure is not the end of it.
    pub(in crate::providers) fn settle(&mut self) {
        if let Some(leave) = self.leave.take() {
            let refused = self.exchange.status.is_some_and(|status| !(200..300).contains(&status));
            let used = self.told.tokens_in.map(|sent| sent + self.told.tokens_out.unwrap_or_default());
            leave.settle(if refused { Some(0) } else { used });
        }
    }

    fn clean(&mut self) -> Exchange {
        let mut exchange = std::mem::take(&mut self.exchange);
        if let Some(key) = &self.key {
            exchange.url = key.struck(exchange.url);
            exchange.request = key.struck(exchange.request);
            exchange.body = key.struck_bytes(exchange.body);
            for (_, value) in &mut exchange.headers {
                *value = key.struck(std::mem::take(value));
            }
            self.text = key.struck(std::mem::take(&mut self.text));
        }
        exchange
    }

    /// What it took, and the record of it without secrets.
    fn close(&mut self) -> (CallCost, Exchange) {
        self.settle();
        (self.cost(), self.clean())
    }

    /// It is asked in another form instead; `note` says of what.
    pub(in crate::providers) fn given_up(mut self, note: Option<&String>) -> GivenUp {
        let (cost, exchange) = self.close();
        let words = note.cloned().unwrap_or_default();
        GivenUp { words: self.struck(words), cost, exchange }
    }

    /// The whole answer, with what was given up before it.
    pub(in crate::providers) fn answer(
        mut self,
        finish: Finish,
        notes: Vec<String>,
        before: Vec<GivenUp>,
    ) -> ChatAnswer {
        let (cost, exchange) = self.close();
        let notes = notes.into_iter().map(|note| self.struck(note)).collect();
        ChatAnswer { text: self.text, finish, answered_by: self.answered_by, cost, exchange, notes, before }
    }

    /// What came instead of one.
    pub(in crate::providers) fn failure(
        mut self,
        trouble: Trouble,
        before: Vec<GivenUp>,
    ) -> Box<ChatFailure> {
        let (cost, exchange) = self.close();
        let words = self.struck(trouble.words);
        Box::new(ChatFailure {
            cause: trouble.cause,
            words,
            retry_after: trouble.retry_after,
            partial: self.text,
            cost,
            exchange,
            before,
        })
    }
}
