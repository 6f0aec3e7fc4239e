package pool

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
)

// named converts parameters to the driver's type.
func named(args []any) ([]driver.NamedValue, error) {
	values := make([]driver.NamedValue, len(args))
	for i, arg := range args {
		value, err := parameter(arg)
		if err != nil {
			return nil, fmt.Errorf("parameter %d: %w", i+1, err)
		}
		values[i] = driver.NamedValue{Ordinal: i + 1, Value: value}
	}
	return values, nil
}

func parameter(arg any) (driver.Value, error) {
	switch arg.(type) {
	case nil, int64, string, []byte:
		return arg, nil
	}
	return driver.DefaultParameterConverter.ConvertValue(arg)
}

// row is a row from the driver: each value is nil, an int64, a float64, a string
// or a []byte.
type row []driver.Value

// Scan implements Scanner with the rules of database/sql for SQLite's types: text
// converts to strings, numbers to integers that can hold them, and NULL to
// neither.
func (r row) Scan(dest ...any) error {
	if len(dest) != len(r) {
		return fmt.Errorf("a row of %d columns was to be read into %d places", len(r), len(dest))
	}
	for i, to := range dest {
		if err := assign(to, r[i]); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

// assign stores a value in the variable that a pointer refers to.
func assign(to any, value driver.Value) error {
	switch to := to.(type) {
	case *string:
		switch v := value.(type) {
		case string:
			*to = v
			return nil
		case int64:
			*to = strconv.FormatInt(v, 10)
			return nil
		}
	case *int64:
		if n, ok := value.(int64); ok {
			*to = n
			return nil
		}
	case *int:
		if n, ok := value.(int64); ok {
			*to = int(n)
			return nil
		}
	case sql.Scanner:
		return to.Scan(value)
	case *[]byte:
		if bytes, ok := value.([]byte); ok || value == nil {
			*to = bytes
			return nil
		}
	}
	return assignKind(reflect.ValueOf(to).Elem(), value)
}

// assignKind stores a value in a variable of any type, by its kind.
func assignKind(to reflect.Value, value driver.Value) error {
	switch v := value.(type) {
	case int64:
		switch {
		case to.CanInt() && !to.OverflowInt(v):
			to.SetInt(v)
			return nil
		case to.Kind() == reflect.Bool && (v == 0 || v == 1):
			to.SetBool(v == 1)
			return nil
		case to.CanFloat():
			to.SetFloat(float64(v))
			return nil
		}
	case float64:
		if to.CanFloat() {
			to.SetFloat(v)
			return nil
		}
	case string:
		switch {
		case to.Kind() == reflect.String:
			to.SetString(v)
			return nil
		case to.Type() == reflect.TypeFor[[]byte]():
			to.SetBytes([]byte(v))
			return nil
		}
	case []byte:
		switch {
		case to.Kind() == reflect.String:
			to.SetString(string(v))
			return nil
		case to.Type() == reflect.TypeFor[[]byte]():
			to.SetBytes(v)
			return nil
		}
	}
	switch {
	case to.Kind() == reflect.Pointer:
		return assignPointer(to, value)
	case to.Kind() == reflect.Interface && to.NumMethod() == 0 && value == nil:
		to.SetZero()
		return nil
	case to.Kind() == reflect.Interface && to.NumMethod() == 0:
		to.Set(reflect.ValueOf(value))
		return nil
	}
	return fmt.Errorf("%T (%v) does not go into %s", value, value, to.Type())
}

// assignPointer stores a value in a pointer, which is nil for NULL.
func assignPointer(to reflect.Value, value driver.Value) error {
	if value == nil {
		to.SetZero()
		return nil
	}
	pointed := reflect.New(to.Type().Elem())
	if err := assign(pointed.Interface(), value); err != nil {
		return err
	}
	to.Set(pointed)
	return nil
}
