// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

// RAII over SQLite's C API, without a word about mail. Failures throw inside models/store and become an Error at its
// border (errors.h).
namespace mv::sql {

struct Close {
    void operator()(sqlite3*) const noexcept;
};
struct Finalize {
    void operator()(sqlite3_stmt*) const noexcept;
};

class Failure : public std::runtime_error {
public:
    enum class Kind { Other, Full, Busy, Corrupt, CannotOpen, ReadOnly, Interrupted };
    Failure(int sqliteCode, const std::string& text);
    Kind kind() const { return m_kind; }

private:
    Kind m_kind;
};

// One thread at a time (SQLITE_OPEN_NOMUTEX).
class Connection {
public:
    enum class Access { ReadWrite, ReadOnly };
    static Connection open(const std::string& path, Access); // ReadWrite makes the file when there is none
    sqlite3* handle() const { return m_db.get(); }
    void exec(std::string_view sql); // one or more statements without results
    std::int64_t lastRowId() const;
    int changes() const; // rows that the last statement changed
    bool inTransaction() const;

private:
    std::unique_ptr<sqlite3, Close> m_db;
};

struct Blob {
    std::string_view bytes;
};

template <class T>
concept Bindable
    = std::integral<T> || std::floating_point<T> || std::convertible_to<T, std::string_view> || std::same_as<T,
        Blob> || std::same_as<T, std::optional<std::int64_t>> || std::same_as<T, std::optional<double>>;

// Prepared once, run often. Text and blobs are bound without a copy: they must live until the next bind() or reset().
class Statement {
public:
    Statement(Connection&, std::string_view sql);

    // Starts anew, with all the values of the statement in their order.
    template <Bindable... T> Statement& bind(const T&... values)
    {
        reset();
        int at = 0;
        (bindOne(++at, values), ...);
        return *this;
    }
    bool step(); // true: there is a row
    void reset() noexcept;
    template <Bindable... T> void run(const T&... values) // for statements without rows
    {
        bind(values...);
        step();
        reset();
    }

    std::int64_t int64(int column) const;
    double real(int column) const;
    bool isNull(int column) const;
    // Until the next step, bind or reset.
    std::string_view text(int column) const;
    std::string_view blob(int column) const;

private:
    template <Bindable T> void bindOne(int at, const T& value)
    {
        if constexpr (std::integral<T>)
            bindInt(at, static_cast<std::int64_t>(value));
        else if constexpr (std::floating_point<T>)
            bindOptional(at, std::optional<double>(value));
        else if constexpr (std::same_as<T, Blob>)
            bindBlob(at, value.bytes);
        else if constexpr (std::same_as<T, std::optional<std::int64_t>> || std::same_as<T, std::optional<double>>)
            bindOptional(at, value);
        else
            bindText(at, value);
    }
    void bindInt(int at, std::int64_t);
    void bindText(int at, std::string_view);
    void bindBlob(int at, std::string_view);
    void bindOptional(int at, const std::optional<std::int64_t>&);
    void bindOptional(int at, const std::optional<double>&);
    void check(int code) const;
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

// While alive, every statement of the connection fails as Interrupted soon after stop is requested. Polls instead of
// sqlite3_interrupt(), which is lost when it comes between two statements.
class StopWith {
public:
    StopWith(Connection&, std::stop_token);
    ~StopWith();
    StopWith(const StopWith&) = delete;
    StopWith& operator=(const StopWith&) = delete;

private:
    Connection& m_db;
    std::stop_token m_stop;
};

// Rolls back unless committed.
class Transaction {
public:
    enum class Kind { Read, Write };
    Transaction(Connection&, Kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Connection* m_db;
};

} // namespace mv::sql
