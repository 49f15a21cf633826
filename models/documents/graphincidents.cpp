// SPDX-License-Identifier: GPL-3.0-or-later
// Source: Microsoft Graph, resource type serviceHealthIssue, and answers of it. Its words are written in any case. What
// Microsoft took back (falsePositive) explains nothing and is left out, as are announcements (MC...), which are none.
#include "models/documents/graphincidents.h"
#include "models/documents/jsontext.h"
#include "models/documents/textlines.h"
#include "models/mail/ascii.h"
#include "models/mail/dnsanswer.h"
#include <algorithm>

namespace mv {
namespace {

constexpr std::size_t kMaxWords = 4000; // bytes of a post that are kept

// Text without tags, with the few entities that such posts have; runs of blanks become one.
std::string plainText(std::string_view html)
{
    constexpr std::pair<std::string_view, std::string_view> kEntities[] = { { "&nbsp;", " " }, { "&amp;", "&" },
        { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" } };
    std::string out;
    const auto add = [&](std::string_view text) {
        for (const char c : text) {
            const bool blank = static_cast<unsigned char>(c) <= ' ';
            if (!blank)
                out += c;
            else if (!out.empty() && out.back() != ' ')
                out += ' ';
        }
    };
    while (!html.empty() && out.size() < kMaxWords) {
        if (html.front() == '<' && html.size() > 1 && (isLetter(html[1]) || html[1] == '/' || html[1] == '!')) {
            html.remove_prefix(std::min(html.find('>'), html.size() - 1) + 1);
            add(" ");
            continue;
        }
        const auto* const entity
            = std::ranges::find_if(kEntities, [&](const auto& e) { return html.starts_with(e.first); });
        if (entity != std::end(kEntities)) {
            add(entity->second);
            html.remove_prefix(entity->first.size());
        } else {
            add(html.substr(0, 1));
            html.remove_prefix(1);
        }
    }
    return withoutMailboxes(trimmed(out));
}

// The latest post's text. Posts come in any order.
std::string lastWordOf(const JsonValue& posts)
{
    UtcTime latest = UtcTime::min();
    std::string_view words;
    posts.each([&](const JsonValue& post) {
        const UtcTime at = post["createdDateTime"].time().value_or(UtcTime());
        if (at >= latest) {
            latest = at;
            words = post["description"]["content"].text();
        }
    });
    return plainText(words);
}

class IssuesReader {
public:
    explicit IssuesReader(const DocumentOptions&) { }
    // An answer, a list, an overview of a service with its issues, or an issue.
    void take(const JsonValue& value)
    {
        if (const JsonValue list = value["value"]; list.exists()) {
            if (!list.isObject() && list.text().empty())
                list.each([&](const JsonValue& one) { takeOne(one); });
        } else {
            value.each([&](const JsonValue& one) { takeOne(one); });
        }
    }
    DocumentReading finish();

private:
    void takeOne(const JsonValue&);
    void takeIssue(const JsonValue&, std::string_view id);

    DocumentReading m_reading;
    std::size_t m_falseAlarms = 0, m_messages = 0;
};

void IssuesReader::takeOne(const JsonValue& v)
{
    const std::string_view id = v["id"].text();
    if (v["startDateTime"].exists()) {
        takeIssue(v, id);
    } else if (v["service"].exists() && v["status"].exists()) {
        ++m_reading.records.context; // the state of a service, without a time
        v["issues"].each([&](const JsonValue& issue) { takeIssue(issue, issue["id"].text()); });
    } else {
        reject(m_reading, RejectReason::NotThisFormat, 0, id.empty() ? "an element that is no issue" : id);
    }
}

void IssuesReader::takeIssue(const JsonValue& v, std::string_view id)
{
    if (id.starts_with("MC") || v["category"].exists()) {
        ++m_messages;
        ++m_reading.records.other;
        return;
    }
    if (lowered(v["status"].text()) == "falsepositive") {
        ++m_falseAlarms;
        ++m_reading.records.other;
        return;
    }
    const auto from = v["startDateTime"].time();
    if (!from) {
        reject(m_reading, RejectReason::BadTime, 0, id);
        return;
    }
    Incident i;
    i.label = id;
    i.provider = "Microsoft 365"; // as the provider table calls it
    i.text = plainText(v["title"].text());
    if (i.text.empty())
        i.text = plainText(v["impactDescription"].text());
    if (const std::string_view service = v["service"].text(); !service.empty())
        i.text = std::string(service) + ": " + i.text;
    i.state = v["status"].text();
    i.from = *from;
    i.to = v["endDateTime"].time();
    if (!i.to && v["isResolved"].isTrue())
        i.to = v["lastModifiedDateTime"].time();
    if (i.to && *i.to < i.from)
        i.to = i.from;
    i.lastWord = lastWordOf(v["posts"]);
    m_reading.evidence.incidents.push_back(std::move(i));
    ++m_reading.records.delivery;
}

DocumentReading IssuesReader::finish()
{
    const auto remark = [&](std::size_t n, std::string_view what) {
        if (n == 0)
            return;
        if (!m_reading.remark.empty())
            m_reading.remark.push_back(' ');
        m_reading.remark.append(std::to_string(n)).append(what);
    };
    remark(m_falseAlarms, " declared to be no incident after all (falsePositive): left out.");
    remark(m_messages, " announcements of the message centre: left out.");
    return std::move(m_reading);
}

} // namespace

int scoreGraphIncidents(std::string_view head)
{
    const std::string_view text = trimmed(head.substr(head.starts_with("\xef\xbb\xbf") ? 3 : 0));
    if (!text.starts_with('{') && !text.starts_with('['))
        return 0;
    if (head.find("$metadata#admin/serviceAnnouncement/") != std::string_view::npos)
        return 95;
    return hasJsonKey(head, "startDateTime", '"') && hasJsonKey(head, "lastModifiedDateTime", '"')
            && (hasJsonKey(head, "classification", '"') || hasJsonKey(head, "category", '"'))
        ? 90
        : 0;
}

Result<DocumentReading> readGraphIncidents(std::string_view whole, const DocumentOptions& options)
{
    JsonText json;
    const auto root = json.parse(whole, "an answer of Microsoft Graph");
    if (!root)
        return tl::unexpected(root.error());
    IssuesReader reader(options);
    reader.take(*root);
    return reader.finish();
}

} // namespace mv
