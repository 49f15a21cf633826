// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/queries/incidents.h"
#include "models/store/readerimpl.h"
#include "models/store/times.h"

namespace mv {
namespace {

std::vector<Incident> incidents(Reader::Impl& impl, const IncidentQuestion& q)
{
    sql::Statement rows(impl.db,
        "SELECT id, label, provider, text, link, from_ms, to_ms, state, last_word FROM incident "
        "WHERE ?1 OR (from_ms < ?3 AND (to_ms IS NULL OR to_ms > ?2)) ORDER BY from_ms, id");
    rows.bind(q.range.empty(), ms(q.range.from), ms(q.range.to));
    std::vector<Incident> incidents;
    while (rows.step()) {
        Incident& i = incidents.emplace_back();
        i.id = rows.int64(0);
        i.label = rows.text(1);
        i.provider = rows.text(2);
        i.text = rows.text(3);
        i.link = rows.text(4);
        i.from = timeAt(rows.int64(5));
        if (!rows.isNull(6))
            i.to = timeAt(rows.int64(6));
        i.state = rows.text(7);
        i.lastWord = rows.text(8);
    }
    return incidents;
}

} // namespace

Result<std::vector<Incident>> ask(Reader& reader, const IncidentQuestion& question, std::stop_token stop)
{
    return answer(reader, stop, [&](Reader::Impl& impl) { return incidents(impl, question); });
}

} // namespace mv
