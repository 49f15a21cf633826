// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "models/store/queries/attempts.h"
#include "models/tables/tablemodel.h"
#include <map>
#include <optional>

namespace mv {

// Facts, page by page. A page is asked with the last key of the one before it, so that pages are first read in order;
// the keys of all pages are kept (24 bytes each), and the rows of the kMaxPages that were looked at last. Rows whose
// page is not at hand read "loading…" and ask for it. No canFetchMore(): with it a QTreeView reads all there is.
class AttemptsModel final : public TableModel {
    Q_OBJECT
public:
    enum Columns {
        Time,
        Server,
        Source,
        RecipientDomain,
        Result,
        Reply,
        Delay,
        Provider,
        RelayHost,
        RelayIp,
        SenderDomain,
        Reason,
        Stage,
        Tls,
        QueueId,
        FirstTry,
        ColumnCount
    };
    static constexpr std::size_t kPageRows = 200;
    static constexpr std::size_t kMaxPages = 50;

    // Unknown: nothing came yet. Partial: there are more than rowsKnown(). Complete: these are all.
    enum class Count { Unknown, Partial, Complete };

    using TableModel::TableModel;

    // The question that a page answers.
    struct Page {
        AttemptQuestion question;
        std::size_t number = 0;
    };
    Page firstPage(const Scope&, bool newestFirst) const;
    std::optional<Page> wantedPage() const { return m_wanted; } // the one that rows on screen wait for

    void giveUpPage() { m_wanted.reset(); } // it did not come: the next look at its rows asks again

    // The answer. Page 0 starts anew; an answer to another scope or order than that of page 0 is ignored.
    void show(const Page&, AttemptRows);
    void clear();

    Count count() const { return m_count; }
    std::size_t rowsKnown() const { return m_rowsKnown; }                    // without "loading…" rows
    static QString exportedCell(const AttemptRow&, int column, const Zone&); // as exported() says it; any thread
    const AttemptRow* rowAt(int line) const;                                 // null: not at hand
    const AttemptQuestion& shown() const { return m_question; }              // of page 0
    std::size_t pagesAtHand() const { return m_pages.size(); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex&, int role) const override;
    QVariant headerData(int section, Qt::Orientation, int role) const override;

    Line lineAt(int) const override { return Line::Row; }
    QString keyAt(int line) const override; // empty while not at hand
    bool exports(int) const override { return true; }
    QString exportHeader(int column) const override;

signals:
    void pageWanted(); // see wantedPage(); once until it is shown

private:
    struct Loaded {
        std::vector<AttemptRow> rows;
        mutable std::uint64_t lookedAt = 0;
    };
    void want(std::size_t page);
    void keep(std::size_t page, std::vector<AttemptRow> rows);

    AttemptQuestion m_question;
    Count m_count = Count::Unknown;
    std::size_t m_rowsKnown = 0;
    std::vector<std::optional<AttemptKey>> m_before; // key before page i; page 0 has none
    std::map<std::size_t, Loaded> m_pages;
    std::optional<Page> m_wanted;
    mutable std::uint64_t m_looks = 0;
};

} // namespace mv
